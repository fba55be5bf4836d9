// The official Socket.IO server, set up as sio_fixture is.

import http from 'node:http';

import { Server } from 'socket.io';

import { port } from './arguments.mjs';

const server = http.createServer();
const io = new Server(server, {
  pingInterval: 300,
  pingTimeout: 200,
  connectTimeout: 1000,
  maxHttpBufferSize: 1_000_000,
  cors: { origin: '*' },
});

io.on('connection', (socket) => {
  socket.emit('auth', socket.handshake.auth);
  socket.on('message', (...args) => socket.emit('message-back', ...args));
  socket.on('message-with-ack', (...args) => args.pop()(...args));
});

io.of('/custom').on('connection', (socket) => socket.emit('auth', socket.handshake.auth));

server.listen(port, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
