"""The built consumer as a process, and one conversation with it over HTTP."""

import http.client
import json
import os
import signal
import subprocess

DEADLINE_S = 20


class RunningServer:
    def __init__(self, program, library_path=None):
        environment = dict(os.environ)
        if library_path:
            environment["LD_LIBRARY_PATH"] = str(library_path)
        self.process = subprocess.Popen([str(program)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                                        env=environment)
        words = self.process.stdout.readline().split()
        if words[:1] != ["port"]:
            raise AssertionError(f"{program} said {words} and ended with {self.process.wait(DEADLINE_S)}")
        self.port = int(words[1])
        self.versions = words[3:]

    def request(self, method, query, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE_S)
        try:
            connection.request(method, f"/socket.io/?EIO=4&transport=polling{query}", body)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def echo(self, text):
        """Joins "/" over long-polling and gives back what the server acknowledges."""
        _, opened = self.request("GET", "")
        session = "&sid=" + json.loads(opened[1:])["sid"]
        self.request("POST", session, "40")
        _, joined = self.request("GET", session)
        if not joined.startswith('40{"sid":"'):
            raise AssertionError(f"the answer to CONNECT is {joined}")
        self.request("POST", session, "420" + json.dumps(["echo", text]))
        return self.request("GET", session)[1]

    def stop(self):
        """The exit code after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(DEADLINE_S)
        finally:
            self.process.kill()
            self.process.stdout.close()
