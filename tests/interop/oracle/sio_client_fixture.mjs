// The official Socket.IO server, set up as sio_client_fixture is.

import http from 'node:http';

import { Server } from 'socket.io';

import { port } from './arguments.mjs';

const server = http.createServer();
const io = new Server(server, {
  pingInterval: 2000,
  connectionStateRecovery: {},
  cors: { origin: '*' },
  allowRequest: (_, reply) => setTimeout(() => reply(null, true), 10),
});

io.of('/foo').on('connection', (socket) => socket.on('getId', (ack) => ack(socket.id)));
for (const name of ['/timeout_socket', '/valid', '/asd']) io.of(name);
io.of('/abc').on('connection', (socket) => socket.emit('handshake', socket.handshake));
io.of('/no').use((_, next) => next(new Error('Auth failed (custom namespace)')));
io.use((socket, next) =>
  next('fail' in socket.request._query ? new Error('Auth failed (main namespace)') : undefined),
);

io.on('connection', (socket) => {
  const now = () => new Date().toISOString();
  socket.on('hi', () => socket.emit('hi'));
  socket.on('echo', (value, ack) => ack(value));
  socket.on('false', () => socket.emit('false', false));
  socket.on('ack', () => {
    socket.emit('ack', (a, b) => {
      if (a === 5 && b.test) socket.emit('got it');
    });
  });
  socket.on('getUtf8', () => {
    for (const text of ['てすと', 'Я Б Г Д Ж Й', 'Ä ä Ü ü ß', 'utf8 — string', 'utf8 — string'])
      socket.emit('takeUtf8', text);
  });
  socket.on('getHandshake', (ack) => ack(socket.handshake));
  socket.on('getId', (ack) => ack(socket.id));
  socket.on('getAckDate', (_, ack) => ack(now()));
  socket.on('getDate', () => socket.emit('takeDate', now()));
  socket.on('getDateObj', () => socket.emit('takeDateObj', { date: now() }));
  socket.on('doge', () => socket.emit('doge', Buffer.from('asdfasdf')));
  socket.on('getbin', () => socket.emit('takebin', Buffer.from('89504e470d0a1a0a', 'hex')));
  socket.on('buffa', (value) => Buffer.isBuffer(value) && socket.emit('buffack'));
  socket.on('jsonbuff', ({ hello, message, goodbye }) => {
    if (hello === 'lol' && Buffer.isBuffer(message) && goodbye === 'gotcha') socket.emit('jsonbuff-ack');
  });
  let first = false;
  socket.on('abuff1', (value) => (first = Buffer.isBuffer(value)));
  socket.on('abuff2', (value) => first && Buffer.isBuffer(value) && socket.emit('abuff2-ack'));
});

server.listen(port, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
