// The official Engine.IO server, set up as eio_client_fixture is.

import { createRequire } from 'node:module';
import http from 'node:http';

import { port } from './arguments.mjs';

const require = createRequire(createRequire(import.meta.url).resolve('socket.io'));
const { Server } = require('engine.io');

const engine = new Server({
  pingInterval: 500,
  maxHttpBufferSize: 100,
  allowRequest: (request, done) =>
    done(null, !new URL(request.url, 'http://localhost').searchParams.has('deny')),
});

const answers = {
  'give binary': () => Buffer.from([0, 1, 2, 3, 4]),
  'give utf8': () => 'пойду спать всем спокойной ночи',
  sendHeaders: (socket) => JSON.stringify(socket.transport.dataReq?.headers ?? null),
};

engine.on('connection', (socket) => {
  socket.send('hi');
  socket.on('message', (data) => socket.send(answers[data]?.(socket) ?? data));
});
engine.on('initial_headers', (headers) => {
  headers['set-cookie'] = [
    '1=1; Max-Age=86400',
    '2=2; Path=/; HttpOnly; Secure; SameSite=Strict',
    '3=3; Max-Age=0',
    `4=4; Expires=${new Date().toUTCString()}`,
  ];
});

const server = http.createServer((_, response) => response.writeHead(404).end());
engine.attach(server, { path: '/engine.io' });
server.listen(port, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
