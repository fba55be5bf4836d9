// S46, S48, S49: whatever a client says, /health is answered afterwards and the others do not notice.

import assert from 'node:assert/strict';

import { Wire } from '../support/engineio_session.mjs';
import { deep, events, huge, withAck, withObject, wrongArguments } from '../support/nonsense.mjs';
import { authKey } from '../support/server.mjs';
import { Stage, states } from '../support/stage.mjs';
import { together } from '../support/suite.mjs';
import { Victim, path, provoke } from '../support/victim.mjs';

for (const threads of ['0', '2']) {
  const victim = await Victim.start(threads);
  const on = `[IO_THREADS=${threads}]`;

  together(
    `packets ${on}`,
    () => {
      for (const role of ['owner', 'outsider']) {
        victim.check(
          `S46 every event with wrong arguments, no acknowledgement asked, by an ${role} ${on}`,
          async () => {
            const packets = events.flatMap((name) =>
              wrongArguments.map((args) => `2["${name}"${args && ','}${args}]`),
            );
            await victim.provokeAll('websocket', role, packets);
            await victim.assertUnharmed();
          },
        );

        victim.check(
          `S46 every event with wrong arguments and an acknowledgement, by an ${role} ${on}`,
          async () => {
            const packets = events.flatMap((name) =>
              wrongArguments.map((args) => `27["${name}"${args && ','}${args}]`),
            );
            await victim.provokeAll('websocket', role, packets);
            await victim.assertUnharmed();
          },
        );
      }

      victim.check(`S46 events that answer get an answer whatever the argument ${on}`, async () => {
        const wire = await victim.actor('websocket', 'outsider');
        for (const name of withAck) {
          for (const args of ['', 'null', '[]', '{}', '0', '"text"', 'true']) {
            const { closed, messages } = await provoke(wire, `27["${name}"${args && ','}${args}]`);
            assert.equal(closed, false, `${name} ${args}`);
            assert.ok(
              messages.some((message) => message.startsWith('37[')),
              `${name} ${args}: ${messages}`,
            );
            wire.send('2["room:leave"]');
          }
        }
        await wire.destroy();
      });

      victim.check(`S46 every event with wrong arguments over polling ${on}`, async () => {
        const packets = events.flatMap((name) =>
          wrongArguments.slice(0, 12).map((args) => `2["${name}"${args && ','}${args}]`),
        );
        await victim.provokeAll('polling', 'owner', packets);
        await victim.assertUnharmed();
      });

      victim.check(`S46 every event with huge arguments ${on}`, async () => {
        const packets = huge.flatMap((args, i) => [
          `2["${events[i % events.length]}",${args}]`,
          ...withObject.slice(i, i + 6).map((name) => `27["${name}",${args}]`),
        ]);
        await victim.provokeAll('websocket', 'owner', packets);
        await victim.assertUnharmed();
      });

      victim.check(
        `S46 nothing of it reaches a member of the same room in a form pages cannot show ${on}`,
        async () => {
          const stage = new Stage(victim.program, 'websocket');
          const [a, b] = await stage.cast(2);
          await stage.room([a, b], { roomType: 'music' });
          for (const name of events) {
            if (
              /^room:|^play:(seek|play|pause)|^voice:mic|^state:|^screen:(stop|viewer)|^heartbeat/.test(name)
            )
              continue;
            for (const argument of [
              null,
              undefined,
              [],
              0,
              'text',
              true,
              { type: 7 },
              { content: {} },
              { targetUserId: [] },
            ])
              a.emit(name, argument);
          }
          await stage.expect();
          stage.close();
        },
      );

      victim.check(
        `S49 a chat message of 900 KB is dropped, one beyond the announced size closes ${on}`,
        async () => {
          const wire = await victim.actor('websocket', 'owner');
          const chat = (size) => `2["chat:message",{"content":"${'c'.repeat(size)}","type":"text"}]`;
          assert.deepEqual(await provoke(wire, chat(900_000)), { closed: false, messages: [] });
          const { closed } = await provoke(wire, chat(1_100_000));
          assert.equal(closed, true);
          await victim.assertUnharmed();
        },
      );

      for (const transport of ['websocket', 'polling']) {
        victim.check(`S48 a megabyte of [ as a packet and inside an event (${transport}) ${on}`, async () => {
          const brackets = '['.repeat(990_000);
          for (const packet of [
            brackets,
            `2${brackets}`,
            `2["play:update",${brackets}`,
            `0${brackets}`,
            `2["play:update",${deep(490_000)}]`,
            `3${brackets}`,
            `4${brackets}`,
          ]) {
            const wire = await victim.actor(transport, 'owner');
            const { closed } = await provoke(wire, packet);
            assert.equal(closed, true, packet.slice(0, 30));
          }
          const stranger = await Wire.open(transport, victim.port, path);
          stranger.send(brackets);
          assert.deepEqual(await stranger.over(), []);
          await victim.assertUnharmed();
        });
      }

      victim.check(`S48 deep objects, long keys, many namespaces, many attachments ${on}`, async () => {
        const packets = [
          `2["play:update",${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}]`,
          `2["play:update",{"${'k'.repeat(900_000)}":1}]`,
          `0/${'n'.repeat(900_000)},`,
          `2/${'n'.repeat(900_000)},["x"]`,
          `510-["play:update",${Array.from({ length: 10 }, (_, i) => `{"_placeholder":true,"num":${i}}`)}]`,
          `2${'9'.repeat(900_000)}["heartbeat"]`,
          `59${'9'.repeat(900_000)}-["heartbeat"]`,
          `2["${'e'.repeat(900_000)}"]`,
        ];
        await victim.provokeAll('websocket', 'owner', packets);
        const wire = await victim.actor('websocket', 'outsider');
        wire.send(...Array.from({ length: 2_000 }, (_, i) => `0/n${i},{"token":"${authKey}"}`));
        await provoke(wire, '2["room:list"]');
        await wire.destroy();
        await victim.assertUnharmed();
      });

      victim.check(`S46 a state that a page sends still passes after all this ${on}`, async () => {
        const stage = new Stage(victim.program, 'polling');
        const [a, b] = await stage.cast(2);
        await stage.room([a, b]);
        const update = ['play:update', states.play()];
        a.emit(...update);
        await stage.expect([b, update]);
        stage.close();
      });
    },
    2,
  );

  victim.check(`S46 the bystanders noticed nothing ${on}`, async () => {
    await victim.assertUnharmed();
    victim.bystanders.close();
  });
}
