// The official Socket.IO server, set up as legacy_fixture is.

import http from 'node:http';

import { Server } from 'socket.io';

import { port } from './arguments.mjs';

const server = http.createServer();
const io = new Server(server, { pingInterval: 300, pingTimeout: 300, allowEIO3: true });

for (const name of ['/', '/custom']) {
  io.of(name).on('connection', (socket) => {
    socket.on('echo', (...args) => {
      if (typeof args.at(-1) === 'function') args.pop()(...args);
      else socket.emit('echo', ...args);
    });
    socket.on('ask', () => socket.emit('question', 1, (answer) => socket.emit('answer', answer)));
    socket.on('kick', (close) => socket.disconnect(close));
    socket.emit('hello', socket.id, socket.handshake.auth);
  });
}

io.of('/denied').use((_, next) => next(new Error('denied!')));
io.of('/denied2').use((_, next) => next(Object.assign(new Error('denied!'), { data: { code: 42 } })));

server.listen(port, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
