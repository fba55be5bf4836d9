// The official Engine.IO server, set up as eio_fixture is: proves that the tests describe the protocol, not our server.

import { createRequire } from 'node:module';
import http from 'node:http';

import { eio3, port } from './arguments.mjs';

const require = createRequire(createRequire(import.meta.url).resolve('socket.io'));
const { Server } = require('engine.io');

const engine = new Server({ pingInterval: 300, pingTimeout: 200, maxHttpBufferSize: 1_000_000, allowEIO3: eio3 });
engine.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));

const server = http.createServer((_, response) => response.writeHead(404).end());
engine.attach(server, { path: '/engine.io' });
server.listen(port, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
