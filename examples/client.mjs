// The client of the README: the official socket.io-client, as pages and bots use it.
// Run it beside a server:  AUTH_KEY=... node client.mjs   (npm install socket.io-client)

import { io } from 'socket.io-client';

const socket = io(process.env.ROOMD_URL ?? 'http://localhost:3001', {
  auth: { token: process.env.AUTH_KEY },
});

socket.on('connect', () => {
  socket.emit('room:create', { name: 'Friday', description: '', isPublic: true, userName: 'Ada' }, ({ room }) => {
    console.log('created', room.name);
    socket.emit('room:list', (rooms) => {
      console.log('listed', rooms.map((listed) => listed.name));
      socket.disconnect();
    });
  });
});
