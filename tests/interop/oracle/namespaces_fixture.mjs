// The official Socket.IO server, set up as namespaces_fixture is.

import http from 'node:http';

import { Server } from 'socket.io';

import { port } from './arguments.mjs';

const server = http.createServer();
const io = new Server(server, { cleanupEmptyChildNamespaces: true });

const hello = (socket) => socket.emit('hello', socket.nsp.name, socket.nsp.sockets.size);

const rooms = io.of(/^\/room-\d+$/);
rooms.use((socket, next) => next(socket.handshake.auth.banned ? new Error('banned') : undefined));
rooms.on('connection', (socket) => {
  hello(socket);
  socket.on('say', (what) => socket.nsp.emit('said', what));
  socket.on('say everywhere', (what) => rooms.emit('said', what));
  socket.on('who', async (ack) => ack((await socket.nsp.fetchSockets()).map((one) => one.id)));
});

io.of((name, auth, next) => {
  if (!name.startsWith('/user-')) return next(null, false);
  setTimeout(() => next(null, auth.word === 'sesame'), 20);
}).on('connection', hello);

const made = [];
io.on('new_namespace', (nsp) => made.push(nsp.name));
io.on('connection', (socket) => {
  socket.on('made', (ack) => ack(made));
  socket.on('exists', (name, ack) => ack(io._nsps.has(name)));
});

server.listen(port, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
