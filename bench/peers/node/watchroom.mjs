// The watch-room application on the official server, as far as the load generator's mode `rooms` uses it: the
// rules that roomd has, written the way a Node programmer would.
// Usage: AUTH_KEY=secret node watchroom.mjs --port N
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { Server } from 'socket.io';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '3000' }, 'auth-key': { type: 'string' } },
});
const authKey = values['auth-key'] ?? process.env.AUTH_KEY;
if (!authKey) throw new Error('AUTH_KEY is missing');

const backlog = 4096; // as many connects at once as the kernel allows
const sweepInterval = 10_000; // ms, as what follows
const ownerStateTimeout = 30_000;
const ownerRoomTimeout = 300_000;
const emptyRoomGrace = 60_000;

const rooms = new Map(); // id -> room, in the order of creation
const seats = new Map(); // socket id -> { room, member }

const http = createServer();
const io = new Server(http, { pingInterval: 25_000, pingTimeout: 60_000 });

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value, longest) => typeof value === 'string' && value.length > 0 && value.length <= longest;
const textOr = (value, otherwise) => (typeof value === 'string' && value !== '' ? value : otherwise);
const userName = (value) => textOr(value, '游客').slice(0, 64);
const failure = (error) => ({ success: false, error });

const idLetters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
function freeRoomId() {
  for (;;) {
    const id = Array.from({ length: 6 }, () => idLetters[randomInt(idLetters.length)]).join('');
    if (!rooms.has(id)) return id;
  }
}

/** What anybody may know of a room; its creator learns the owner token too. (Spreading would cost 60 times this.) */
function view(room, forCreator = false) {
  const seen = {
    id: room.id,
    name: room.name,
    description: room.description,
    isPublic: room.isPublic,
    roomType: room.roomType,
    ownerId: room.ownerId,
    ownerName: room.ownerName,
    memberCount: room.members.size,
    currentState: room.currentState,
    createdAt: room.createdAt,
    lastOwnerHeartbeat: room.lastOwnerHeartbeat,
  };
  if (room.password) seen.password = '***';
  if (forCreator) seen.ownerToken = room.ownerToken;
  else seen.hasPassword = Boolean(room.password);
  return seen;
}

function seat(socket, room, name, isOwner) {
  const member = { id: socket.id, name, isOwner, lastHeartbeat: Date.now() };
  room.members.set(socket.id, member);
  room.emptySince = null;
  seats.set(socket.id, { room, member });
  socket.join(room.id);
  return member;
}

function dissolve(room, reason) {
  io.to(room.id).emit('room:deleted', ...(reason ? [{ reason }] : []));
  io.in(room.id).socketsLeave(room.id);
  for (const id of room.members.keys()) seats.delete(id);
  rooms.delete(room.id);
}

/** Takes the socket out of its room; returns the room. */
function vacate(socket) {
  const { room } = seats.get(socket.id);
  seats.delete(socket.id);
  room.members.delete(socket.id);
  socket.to(room.id).emit('room:member-left', socket.id);
  if (room.members.size === 0) room.emptySince = Date.now();
  return room;
}

function leave(socket) {
  const place = seats.get(socket.id);
  if (!place) return;
  const room = vacate(socket);
  if (room.members.size > 0) socket.leave(room.id);
  if (room.members.size === 0) dissolve(room);
  else if (place.member.isOwner) dissolve(room, 'owner_left');
}

function disconnect(socket) {
  if (!seats.has(socket.id)) return;
  const room = vacate(socket);
  socket.leave(room.id);
}

function create(socket, profile, ack) {
  if (!isObject(profile) || !isText(profile.name, 200)) return ack(failure('创建房间失败'));
  disconnect(socket); // from a previous room
  const now = Date.now();
  const room = {
    id: freeRoomId(),
    name: profile.name,
    description: textOr(profile.description, ''),
    password: textOr(profile.password, ''),
    isPublic: profile.isPublic === true,
    roomType: ['screen', 'music'].includes(profile.roomType) ? profile.roomType : 'sync',
    ownerId: socket.id,
    ownerName: userName(profile.userName),
    ownerToken: randomBytes(24).toString('base64url'),
    currentState: null,
    createdAt: now,
    lastOwnerHeartbeat: now,
    members: new Map(),
    emptySince: null,
  };
  rooms.set(room.id, room);
  seat(socket, room, room.ownerName, true);
  ack({ success: true, room: view(room, true) });
}

function join(socket, wanted, ack) {
  if (!isObject(wanted)) return ack(failure('加入房间失败'));
  const room = rooms.get(wanted.roomId);
  if (!room) return ack(failure('房间不存在'));
  const isOwner = typeof wanted.ownerToken === 'string' && wanted.ownerToken === room.ownerToken;
  if (!isOwner && room.password && room.password !== wanted.password) return ack(failure('密码错误'));
  if (seats.has(socket.id)) disconnect(socket);
  if (isOwner) {
    room.members.delete(room.ownerId);
    room.ownerId = socket.id;
    room.lastOwnerHeartbeat = Date.now();
  }
  const member = seat(socket, room, userName(wanted.userName), isOwner);
  socket.to(room.id).emit('room:member-joined', member);
  ack({ success: true, room: view(room), members: [...room.members.values()] });
}

function list(ack) {
  const listed = [];
  for (const room of rooms.values()) {
    if (room.isPublic && room.members.size > 0) listed.push(view(room));
  }
  ack(listed);
}

function heartbeat(socket) {
  const now = Date.now();
  const place = seats.get(socket.id);
  if (place) {
    place.member.lastHeartbeat = now;
    if (place.member.isOwner) place.room.lastOwnerHeartbeat = now;
  }
  socket.emit('heartbeat:pong', { timestamp: now });
}

function show(socket, event, type, state) {
  const place = seats.get(socket.id);
  if (!place?.member.isOwner || !isObject(state) || state.type !== type) return;
  place.room.currentState = state;
  socket.to(place.room.id).emit(event, state);
}

function control(socket, event, ...args) {
  const place = seats.get(socket.id);
  if (place) socket.to(place.room.id).emit(event, ...args);
}

function chat(socket, message) {
  const place = seats.get(socket.id);
  if (!place || !isObject(message) || !isText(message.content, 4000)) return;
  const timestamp = Date.now();
  io.to(place.room.id).emit('chat:message', {
    id: `${timestamp}-${randomUUID()}`,
    userId: socket.id,
    userName: place.member.name,
    content: message.content,
    type: message.type === 'emoji' ? 'emoji' : 'text',
    timestamp,
  });
}

function signal(socket, event, key, message) {
  const place = seats.get(socket.id);
  if (!place || !isObject(message) || !(key in message)) return;
  if (!place.room.members.has(message.targetUserId)) return;
  io.sockets.sockets.get(message.targetUserId)?.emit(event, { userId: socket.id, [key]: message[key] });
}

const isByte = (value) => Number.isInteger(value) && value >= 0 && value <= 255;

function relayAudio(socket, chunk) {
  const place = seats.get(socket.id);
  if (!place || !isObject(chunk) || !Array.isArray(chunk.audioData)) return;
  if (chunk.audioData.length > 16_384 || !chunk.audioData.every(isByte)) return;
  const sampleRate = Number.isFinite(chunk.sampleRate) ? chunk.sampleRate : 16_000;
  const message = { userId: socket.id, audioData: chunk.audioData, sampleRate };
  socket.to(place.room.id).volatile.emit('voice:audio-chunk', message);
}

/** Owner timers, and rooms that nobody came back to. */
function sweep() {
  const now = Date.now();
  for (const room of rooms.values()) {
    const silence = now - room.lastOwnerHeartbeat;
    const deserted = room.emptySince !== null && now - room.emptySince > emptyRoomGrace;
    if (silence > ownerStateTimeout && room.currentState !== null) {
      room.currentState = null;
      io.to(room.id).emit('state:cleared');
    }
    if (deserted || silence > ownerRoomTimeout) dissolve(room);
  }
}

/** The last argument, when the client waits for an answer. */
const answerTo = (args) => (typeof args.at(-1) === 'function' ? args.at(-1) : () => {});

io.on('connection', (socket) => {
  if (socket.handshake.auth.token !== authKey) {
    socket.emit('error', 'Unauthorized');
    socket.disconnect();
    return;
  }
  socket.on('room:create', (profile, ...rest) => create(socket, profile, answerTo(rest)));
  socket.on('room:join', (wanted, ...rest) => join(socket, wanted, answerTo(rest)));
  socket.on('room:leave', () => leave(socket));
  socket.on('room:list', (...args) => list(answerTo(args)));
  socket.on('heartbeat', () => heartbeat(socket));
  socket.on('play:update', (state) => show(socket, 'play:update', 'play', state));
  socket.on('play:change', (state) => show(socket, 'play:change', 'play', state));
  socket.on('live:change', (state) => show(socket, 'live:change', 'live', state));
  socket.on('play:seek', (time) => Number.isFinite(time) && control(socket, 'play:seek', time));
  socket.on('play:play', () => control(socket, 'play:play'));
  socket.on('play:pause', () => control(socket, 'play:pause'));
  socket.on('chat:message', (message) => chat(socket, message));
  socket.on('voice:offer', (message) => signal(socket, 'voice:offer', 'offer', message));
  socket.on('voice:answer', (message) => signal(socket, 'voice:answer', 'answer', message));
  socket.on('voice:ice', (message) => signal(socket, 'voice:ice', 'candidate', message));
  socket.on('voice:audio-chunk', (chunk) => relayAudio(socket, chunk));
  socket.on('disconnect', () => disconnect(socket));
});

setInterval(sweep, sweepInterval);

http.listen(Number(values.port), '127.0.0.1', backlog, () => {
  console.log(`listening on ${http.address().port}`);
});
