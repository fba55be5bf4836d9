// JSONP: what browsers that can only load scripts do, by hand and through the clients that still have it.

import assert from 'node:assert/strict';

import { becomePage } from '../support/jsonp_page.mjs';
import { check, clients, event, open, request as ask, server } from '../support/legacy_fixture.mjs';
import { request } from '../support/raw_http.mjs';
import { together } from '../support/suite.mjs';

becomePage();

/** A session by hand; `eio` is its protocol. */
class Page {
  static async open(eio, index) {
    const page = new Page();
    page.target = `/socket.io/?EIO=${eio}&transport=polling&j=${index}&b64=1`;
    page.index = index;
    const payload = await page.get();
    page.target += `&sid=${/"sid":"([\w-]{20})"/.exec(payload)[1]}`;
    page.first = payload;
    return page;
  }

  /** The payload that the next script hands over. */
  async get() {
    const { status, headers, body } = await request(server.port, 'GET', this.target);
    assert.equal(status, 200);
    assert.match(headers['content-type'], /^text\/(plain|javascript); charset=UTF-8$/);
    const [, index, literal] = /^___eio\[(\d+)\]\((".*")\);$/.exec(body);
    assert.equal(Number(index), this.index);
    assert.ok(!/[\u2028\u2029]/.test(literal));
    return JSON.parse(literal);
  }

  post(payload) {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    return request(server.port, 'POST', this.target, { body: `d=${encodeURIComponent(payload)}`, headers });
  }
}

const separator = '\x1e';
const encode = {
  3: (...packets) => packets.map((packet) => `${packet.length}:${packet}`).join(''),
  4: (...packets) => packets.join(separator),
};
const decode = {
  3(payload) {
    const packets = [];
    for (let rest = payload; rest !== ''; ) {
      const [head, length] = /^(\d+):/.exec(rest);
      packets.push(rest.slice(head.length, head.length + Number(length)));
      rest = rest.slice(head.length + Number(length));
    }
    return packets;
  },
  4: (payload) => payload.split(separator),
};

/** Packets until one begins so; pings are answered on the way. */
async function until(page, eio, beginning) {
  const packets = decode[eio](page.first);
  page.first = encode[eio]();
  for (;;) {
    if (packets.length === 0) packets.push(...decode[eio](await page.get()));
    const packet = packets.shift();
    if (packet === '2') await page.post(encode[eio]('3'));
    if (packet.startsWith(beginning)) return packet;
  }
}

for (const eio of [3, 4]) {
  check(`JSONP by hand, EIO ${eio}: scripts bring payloads, forms take them`, async () => {
    const page = await Page.open(eio, 5);
    if (eio === 4) assert.equal((await page.post('40')).body, 'ok');
    await until(page, eio, '42["hello"');
    for (const text of ['\u2028\u2029💩', '\\\\n', '\\"</script>']) {
      const packet = `42${JSON.stringify(['echo', text])}`;
      // What stands for line feeds in a form is escaped by the client.
      const escaped = encode[eio](packet).replaceAll('\\n', '\\\\n');
      assert.equal((await page.post(escaped)).body, 'ok');
      assert.equal(await until(page, eio, '42["echo"'), packet);
    }
  });
}

for (const [version, io] of Object.entries(clients)) {
  const title = `socket.io-client ${version}, forceJSONP`;
  together(title, () => {
    const client = () => open(io, ['polling'], { forceJSONP: true, jsonp: true });

    check(`${title}: connects, and events come back`, async () => {
      const socket = client();
      await event(socket, 'hello');
      const { transport } = socket.io.engine;
      assert.equal(typeof transport.index, 'number', 'the transport is JSONP');
      const values = [1, 'line\nfeed', 'escaped\\n', '\u2028 \u2029', '💩 €', { a: [null] }];
      const back = event(socket, 'echo');
      socket.emit('echo', ...values);
      assert.deepEqual(await back, values);
      assert.deepEqual(await ask(socket, 'echo', Buffer.from([1, 2, 3])), [Buffer.from([1, 2, 3])]);
      socket.disconnect();
    });

    check(`${title}: a namespace with a query, and a refusal`, async () => {
      const socket = client();
      await event(socket, 'hello');
      const custom = socket.io.socket('/custom', { query: 'token=abc' });
      assert.deepEqual(await event(custom, 'hello'), [`/custom#${socket.id}`, { token: 'abc' }]);
      assert.deepEqual(await event(socket.io.socket('/denied'), 'error'), ['denied!']);
      socket.disconnect();
    });
  });
}
