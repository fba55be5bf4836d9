// The official Socket.IO server with the msgpack parser, set up as msgpack_fixture is.

import http from 'node:http';

import { Server } from 'socket.io';
import parser from 'socket.io-msgpack-parser';

import { port } from './arguments.mjs';

const server = http.createServer();
const io = new Server(server, { maxHttpBufferSize: 1_000_000, parser });

io.on('connection', (socket) => {
  socket.emit('auth', socket.handshake.auth);
  socket.on('message', (...args) => socket.emit('message-back', ...args));
  socket.on('message-with-ack', (...args) => args.pop()(...args));
  socket.on('json', (value, ack) => ack(JSON.stringify(value)));
  socket.on('values', () => {
    const whole = [0, -1, 127, 128, 65536, -2147483648, 4294967296, 9007199254740991, -9007199254740991];
    socket.emit('numbers', ...whole, 0.1, -1.5, 1.5e-7, null);
    socket.emit('texts', '', 'plain', 'ünï 💩', '"\\\n', 'x'.repeat(70_000));
    const others = [null, true, false, Array(20).fill(7), { a: { b: [] } }];
    socket.emit('others', ...others, Buffer.from([1, 255]), Buffer.alloc(0));
  });
  socket.on('broadcast', (...args) => io.emit('broadcast-back', ...args));
  socket.on('ask me', (question) =>
    socket
      .timeout(5000)
      .emit('question', question, (error, answer) =>
        socket.emit('answered', error ? 'error' : 'in time', answer),
      ),
  );
  socket.on('throw me out', (close) => socket.disconnect(close));
});
io.of('/custom').on('connection', (socket) => socket.emit('auth', socket.handshake.auth));
io.of('/closed').use((socket, next) => {
  next(Object.assign(new Error('closed today'), { data: { code: 42 } }));
});

server.listen(port, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
