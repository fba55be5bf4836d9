// The official Socket.IO server, set up as recovery_fixture is.

import http from 'node:http';
import { parseArgs } from 'node:util';

import { Server } from 'socket.io';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'max-disconnection-ms': { type: 'string', default: '120000' },
    'skip-middlewares': { type: 'string', default: '1' },
  },
});

const server = http.createServer();
const io = new Server(server, {
  connectionStateRecovery: {
    maxDisconnectionDuration: Number(values['max-disconnection-ms']),
    skipMiddlewares: values['skip-middlewares'] !== '0',
  },
});

let middlewareRuns = 0;
io.use((_, next) => {
  middlewareRuns++;
  next();
});

io.on('connection', (socket) => {
  socket.on('join', (room, ack) => {
    socket.join(room);
    ack();
  });
  socket.on('set', (text, ack) => {
    socket.data.text = text;
    ack();
  });
  socket.on('get', (ack) => ack(socket.data.text ?? '', socket.recovered, socket.rooms.size));
});

io.of('/control').on('connection', (socket) => {
  socket.on('emit', (how, name, value, ack) => {
    let targets = io.of('/');
    if (how.room) targets = targets.to(how.room);
    if (how.except) targets = targets.except(how.except);
    if (how.volatile) targets = targets.volatile;
    targets.emit(name, value);
    ack();
  });
  socket.on('cut', (sid, ack) => {
    io.engine.clients[sid]?.close(true);
    ack();
  });
  socket.on('middlewares', (ack) => ack(middlewareRuns));
});

server.listen(Number(values.port), '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
