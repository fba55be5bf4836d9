// The official Socket.IO server, set up as matrix_fixture is.

import http from 'node:http';

import { Server } from 'socket.io';

import { port } from './arguments.mjs';

const server = http.createServer();
const io = new Server(server, { allowEIO3: true });

const open = (nsp) =>
  nsp.on('connection', (socket) => {
    const present = (room) => nsp.adapter.rooms.get(room)?.size ?? 0;
    socket.emit('hello', socket.id, socket.handshake.auth);
    socket.on('echo', (...args) => {
      if (typeof args.at(-1) === 'function') args.pop()(...args);
      else socket.emit('echo', ...args);
    });
    socket.on('ask', (value) => socket.emit('question', value, (...answer) => socket.emit('answer', ...answer)));
    socket.on('burst', (size) => {
      for (let number = 0; number < size; ++number) socket.volatile.emit('volatile', number);
      socket.emit('burst over');
    });
    socket.on('kick', (close) => socket.disconnect(close));
    socket.on('watch', (id, ack) => {
      socket.join(`watch ${id}`);
      ack();
    });
    socket.on('join', (room, ack) => {
      socket.join(room);
      ack(present(room));
    });
    socket.on('leave', (room, ack) => {
      socket.leave(room);
      ack(present(room));
    });
    socket.on('say', (room, what) => socket.to(room).emit('said', what));
    socket.on('shout', (what) => socket.broadcast.emit('shouted', what));
    socket.on('announce', (what) => nsp.emit('announced', what));
    socket.on('disconnect', (reason) => nsp.to(`watch ${socket.id}`).emit('left', socket.id, reason));
  });

open(io.of('/'));
open(io.of('/custom'));
io.of('/denied').use((socket, next) => next(new Error('denied!')));
io.of('/denied2').use((socket, next) => next(Object.assign(new Error('denied, too'), { data: { code: 42 } })));

process.on('SIGTERM', () => process.exit(0));
server.listen(port, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
