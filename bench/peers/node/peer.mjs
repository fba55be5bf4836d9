// The official server with default options; the handlers are those of tests/fixtures/bench_fixture.
// Usage: node peer.mjs --port N
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { Server } from 'socket.io';

const { values } = parseArgs({ options: { port: { type: 'string', default: '3000' } } });
const backlog = 4096; // as many connects at once as the kernel allows

const http = createServer();
const io = new Server(http);

io.on('connection', (socket) => {
  socket.on('echo', (data, ack) => ack(data));
  socket.on('ev', (data) => socket.emit('ev', data));
  socket.on('join', (ack) => {
    socket.join('room');
    ack();
  });
  socket.on('bc', (data) => io.to('room').emit('bc', data));
  // The same with rooms by name, for the studies of growth.
  socket.on('join_room', (room, ack) => {
    socket.join(room);
    ack();
  });
  socket.on('leave_room', (room, ack) => {
    socket.leave(room);
    ack();
  });
  socket.on('bc_room', (room, data) => io.to(room).emit('bc', data));
});

http.listen(Number(values.port), '127.0.0.1', backlog, () => {
  console.log(`listening on ${http.address().port}`);
});
