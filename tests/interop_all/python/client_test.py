"""python-socketio against matrix_fixture: SERVER_URL names it."""

import os
import queue
import unittest

import socketio

URL = os.environ["SERVER_URL"]
PATIENCE_S = 10


class Client:
    """A connected client; what it receives is in `inbox`, as (namespace, event, arguments)."""

    def __init__(self, transports, namespace="/", auth=None):
        self.namespace, self.inbox, self.gone = namespace, queue.Queue(), queue.Queue()
        self.io = socketio.Client(reconnection=False)
        self.io.on("*", lambda event, *args: self.inbox.put((event, *args)), namespace=namespace)
        self.io.on("disconnect", self.gone.put, namespace=namespace)
        self.io.connect(URL, transports=transports, namespaces=[namespace], auth=auth, wait_timeout=PATIENCE_S)

    def sees(self):
        return self.inbox.get(timeout=PATIENCE_S)

    def emit(self, event, *args):
        self.io.emit(event, args, namespace=self.namespace)

    def ask(self, event, *args):
        return self.io.call(event, args, namespace=self.namespace, timeout=PATIENCE_S)

    def close(self):
        self.io.disconnect()


class Behaviour:
    transports = []

    def client(self, *args, **options):
        client = Client(self.transports, *args, **options)
        self.addCleanup(client.close)
        event, sid, auth = client.sees()
        self.assertEqual(event, "hello")
        self.assertEqual(sid, client.io.get_sid(client.namespace))
        client.auth = auth
        return client

    def test_connects_and_is_told_its_auth(self):
        self.assertEqual(self.client(auth={"token": "abc"}).auth, {"token": "abc"})

    def test_events_go_both_ways(self):
        client = self.client()
        values = [0, -1.5, "ünï 💩", None, True, [], {}, {"nested": [1, {"a": None}]}]
        client.emit("echo", *values)
        self.assertEqual(client.sees(), ("echo", *values))

    def test_acknowledgements_go_both_ways(self):
        client = self.client()
        self.assertEqual(client.ask("echo", 1, "two"), (1, "two"))
        client.io.on("question", lambda value: (value, "indeed"))
        client.emit("ask", {"is": "it?"})
        self.assertEqual(client.sees(), ("answer", {"is": "it?"}, "indeed"))

    def test_binary_goes_both_ways(self):
        client = self.client()
        values = [b"\x00\x01\xff", {"deep": [b"", b"x" * 50_000]}]
        client.emit("echo", *values)
        self.assertEqual(client.sees(), ("echo", *values))
        self.assertEqual(client.ask("echo", b"bytes"), b"bytes")

    def test_namespaces(self):
        client = self.client("/custom")
        self.assertEqual(client.ask("echo", "in custom"), "in custom")

    def test_refusals(self):
        for namespace in ("/denied", "/unknown"):
            with self.assertRaises(socketio.exceptions.ConnectionError):
                Client(self.transports, namespace)

    def test_the_server_sends_it_away(self):
        client = self.client()
        client.emit("kick", True)
        client.gone.get(timeout=PATIENCE_S)

    def test_leaving_is_noticed(self):
        observer, client = self.client(), self.client()
        sid = client.io.get_sid()
        observer.ask("watch", sid)
        client.close()
        self.assertEqual(observer.sees()[:2], ("left", sid))

    def test_rooms(self):
        ada, ben, eve = self.client(), self.client(), self.client()
        room = f"room of {ada.io.get_sid()}"
        self.assertEqual(ada.ask("join", room), 1)
        self.assertEqual(ben.ask("join", room), 2)
        ada.emit("say", room, "hello")
        self.assertEqual(ben.sees(), ("said", "hello"))
        ada.ask("echo", "a fence")
        eve.ask("echo", "another")
        self.assertTrue(ada.inbox.empty() and eve.inbox.empty())


class Polling(Behaviour, unittest.TestCase):
    transports = ["polling"]


class Websocket(Behaviour, unittest.TestCase):
    transports = ["websocket"]


class Upgrade(Behaviour, unittest.TestCase):
    transports = ["polling", "websocket"]


if __name__ == "__main__":
    unittest.main()
