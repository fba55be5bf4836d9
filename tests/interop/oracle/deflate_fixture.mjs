// The official Socket.IO server, set up as deflate_fixture is.

import http from 'node:http';
import { parseArgs } from 'node:util';

import { Server } from 'socket.io';

const number = (value) => ({ type: 'string', default: value });
const { values } = parseArgs({
  options: {
    port: number('0'),
    threshold: number('1024'),
    takeover: number('0'),
    'window-bits': number('15'),
    'io-threads': number('0'),
  },
});
const windowBits = Number(values['window-bits']);
const server = http.createServer();
const io = new Server(server, {
  perMessageDeflate: {
    threshold: Number(values.threshold),
    ...(values.takeover === '0' && { serverNoContextTakeover: true, clientNoContextTakeover: true }),
    ...(windowBits < 15 && { serverMaxWindowBits: windowBits, clientMaxWindowBits: windowBits }),
  },
});

io.on('connection', (socket) => {
  socket.on('echo', (...args) => args.pop()(...args));
  socket.on('back', (...args) => socket.emit('back', ...args));
  socket.on('back uncompressed', (...args) => socket.compress(false).emit('back', ...args));
  socket.on('to all', (data) => io.emit('to all', data));
  socket.on('to all uncompressed', (data) => io.compress(false).emit('to all', data));
});

server.listen(Number(values.port), '127.0.0.1', () =>
  console.log(`listening on ${server.address().port}`),
);
