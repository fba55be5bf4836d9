// What clients should not send: events with wrong arguments, huge and deep values, random bytes.

/** INTEROP_SEED repeats a run. */
export const seed = Number(process.env.INTEROP_SEED ?? Date.now() % 1_000_000_007);
console.log(`# INTEROP_SEED=${seed}`);

/** Random bytes that a seed brings back (mulberry32). */
export function generator(start) {
  let state = start >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return (x ^ (x >>> 14)) >>> 0;
  };
  return {
    below: (limit) => next() % limit,
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => next() & 255)),
  };
}

export const withAck = ['room:create', 'room:join', 'room:list', 'screen:helper-register', 'state:clear'];
export const withObject = [
  'room:create',
  'room:join',
  'screen:helper-register',
  'chat:message',
  'play:update',
  'play:change',
  'live:change',
  'screen:start',
  'music:change',
  'music:update',
  'music:queue',
  'music:play',
  'music:pause',
  'music:seek',
  'screen:offer',
  'screen:answer',
  'screen:ice',
  'voice:offer',
  'voice:answer',
  'voice:ice',
  'voice:audio-chunk',
  'voice:strategy-change',
];
const others = [
  'room:leave',
  'room:list',
  'play:seek',
  'play:play',
  'play:pause',
  'state:clear',
  'screen:stop',
  'screen:viewer-ready',
  'voice:mic-enabled',
  'heartbeat',
];
export const events = [...new Set([...withObject, ...others])];

export const deep = (depth, open = '[', close = ']') => open.repeat(depth) + close.repeat(depth);

/** JSON texts of argument lists; the first of each is the documented place of the object. */
export const wrongArguments = [
  '',
  'null',
  '[]',
  '{}',
  '0',
  '-1.5e300',
  'true',
  '"text"',
  '"__proto__"',
  '[[]]',
  'null,null,null',
  '{},{},{}',
  '{"__proto__":{"polluted":1},"constructor":1}',
  '{"roomId":null,"password":{},"userName":[],"ownerToken":1}',
  '{"roomId":{},"ownerToken":[]}',
  '{"roomId":"","userName":""}',
  '{"roomId":"\\ud800\\u0000"}',
  '{"name":null,"description":{},"password":[],"isPublic":"yes","roomType":{},"userName":7}',
  '{"content":null,"type":7}',
  '{"content":{"a":1}}',
  '{"content":["a"],"type":"text"}',
  '{"targetUserId":null}',
  '{"targetUserId":[]}',
  '{"targetUserId":{}}',
  '{"targetUserId":"nobody","offer":null}',
  '{"targetUserId":1e400}',
  '{"type":"play"}',
  '{"type":"play","currentTime":"x"}',
  '{"type":"live"}',
  '{"type":"screen","status":5}',
  '{"type":"music"}',
  '{"type":"music","song":null}',
  '{"type":"music","song":{"name":1,"artist":{}}}',
  '{"type":null}',
  '{"type":["play"]}',
  '{"audioData":null}',
  '{"audioData":"x","sampleRate":"y"}',
  '{"audioData":[null,"a",1e999]}',
  '{"audioData":{"length":-1}}',
  '{"strategy":{}}',
  '{"a":{"_placeholder":true,"num":0}}',
  deep(100),
  deep(5_000),
  deep(5_000, '{"a":', '}').replace(':}', ':1}'),
  `{"type":"play","x":${deep(20_000)}}`,
];

export const huge = [
  `"${'x'.repeat(900_000)}"`,
  `{"content":"${'界'.repeat(300_000)}","type":"text"}`,
  `{"type":"play","x":"${'x'.repeat(900_000)}"}`,
  `{"name":"${'n'.repeat(900_000)}","isPublic":true,"userName":"u"}`,
  `{"roomId":"${'R'.repeat(900_000)}","userName":"u"}`,
  `{"targetUserId":"${'T'.repeat(900_000)}"}`,
  `{"audioData":[${'1,'.repeat(400_000)}1]}`,
  `[${'[],'.repeat(300_000)}[]]`,
  `{${Array.from({ length: 60_000 }, (_, i) => `"k${i}":${i}`).join(',')}}`,
];
