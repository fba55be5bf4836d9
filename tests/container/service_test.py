"""roomd.service under a real systemd: what its settings leave is enough for the program, and no more is left.

The package is in the tree before the machine boots, so what runs is what the boot started. container_test.py runs this.
"""

import unittest

from machine import Machine, Unit, wait_until
from workshop import client, run, settings_of, shop

PORT = 4567
DENIED = r"not permitted|[Pp]ermission denied|Read-only file system|not supported by protocol|SYS\b|Failed (to|at|with)"


class Service(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = shop.copy_of_debian("machine")
        shop.install(cls.root, "systemd", "systemd-sysv", shop.package(cls.root))
        cls.choose_port()
        cls.machine = Machine(cls.root, shop.place / "machine.log")
        cls.addClassCleanup(cls.machine.power_off)
        cls.machine.wait_for_boot()
        cls.unit = Unit(cls.machine, "roomd")
        cls.boots_run = cls.unit.show("InvocationID")

    @classmethod
    def choose_port(cls):
        with (cls.root / "etc/default/roomd").open("a") as settings:
            settings.write(f"PORT={PORT}\n")

    def setUp(self):
        # Forgets how often it was started a moment ago, which systemd limits.
        self.unit.systemctl("reset-failed")
        self.unit.systemctl("start")
        self.wait_for_health()

    def wait_for_health(self):
        wait_until(lambda: self.machine.health(PORT) == 200, 20, "GET /health")

    def with_settings(self, *lines):
        """Restarts it with lines of [Service] for this test."""
        self.addCleanup(self.restart)
        self.addCleanup(self.unit.override)
        self.unit.override(*lines)
        self.restart()

    def restart(self):
        self.unit.systemctl("reset-failed")
        self.unit.systemctl("restart")

    def create(self):
        room, token = client(PORT, "create", settings_of(self.root)["AUTH_KEY"], within=self.machine.on_its_network())
        return {"ROOM_ID": room, "OWNER_TOKEN": token}

    def come_back(self, room):
        self.wait_for_health()
        client(PORT, "return", settings_of(self.root)["AUTH_KEY"], within=self.machine.on_its_network(), **room)

    def assert_it_ended_well(self):
        self.assertEqual([self.unit.show(name) for name in ("ActiveState", "Result", "ExecMainCode", "ExecMainStatus")],
                         ["inactive", "success", "1", "0"])  # 1: it exited, nobody killed it

    def assert_nothing_was_denied(self):
        self.assertNotRegex(self.unit.journal(), DENIED)

    def test_the_boot_starts_it_and_it_serves_where_it_was_told_to(self):
        self.assertEqual(self.machine.state(), "running")  # "degraded": some unit failed
        self.assertTrue(self.boots_run)
        self.assertEqual(self.unit.systemctl("is-active"), "active")
        self.assertEqual(self.machine.health(PORT), 200)
        self.assertEqual(self.machine.health(3001), 0)
        self.assertIn(f"listening on 0.0.0.0:{PORT}", self.unit.journal())
        self.assert_nothing_was_denied()

    def test_it_is_confined(self):
        self.assertNotIn("0", self.unit.status("Uid") + self.unit.status("Gid"))
        self.assertEqual(self.unit.status("NoNewPrivs"), ["1"])
        self.assertEqual(self.unit.status("Seccomp"), ["2"])
        for name in ("CapEff", "CapBnd", "CapAmb"):
            self.assertEqual(int(self.unit.status(name)[0], 16), 0)
        mounts = self.unit.mounts()
        self.assertLessEqual({"hidepid=invisible", "subset=pid"}, mounts["/proc"])
        writable = {path for path, options in mounts.items() if "rw" in options and "ro" not in options}
        self.assertIn("ro", mounts["/"])
        self.assertIn("/var/lib/private/roomd", writable)
        self.assertFalse(writable & {"/dev", "/dev/shm", "/dev/mqueue", "/etc", "/home", "/root", "/run", "/run/lock", "/sys",
                                     "/usr", "/var", "/var/lib"})

    def test_rooms_outlive_a_restart(self):
        room = self.create()
        before = self.unit.show("MainPID")
        self.unit.systemctl("restart")
        self.come_back(room)
        self.assertNotEqual(self.unit.show("MainPID"), before)
        self.assert_nothing_was_denied()

    def test_a_stop_ends_it_well(self):
        self.create()
        self.unit.systemctl("stop")
        self.assert_it_ended_well()
        self.assertIn("stopped", self.unit.journal())
        self.assert_nothing_was_denied()

    def test_killed_it_is_started_again_with_its_rooms(self):
        room = self.create()
        before = self.unit.show("MainPID")
        self.unit.systemctl("kill", "--signal=KILL")
        wait_until(lambda: self.unit.show("MainPID") not in ("0", before), 20, "another process")
        self.assertEqual(self.unit.show("NRestarts"), "1")
        self.come_back(room)

    def test_with_a_setting_that_cannot_be_used_it_gives_up_and_says_why(self):
        self.with_settings("ExecStart=", "ExecStart=/usr/bin/roomd --port=http")
        wait_until(lambda: self.unit.show("ActiveState") == "failed", 30, "the end of the attempts")
        self.assertEqual(self.unit.show("Result"), "exit-code")

    def test_it_asks_the_kernel_for_nothing_that_it_may_not(self):
        self.with_settings("SystemCallErrorNumber=kill")
        room = self.create()
        self.come_back(room)
        self.unit.systemctl("reload")
        self.unit.systemctl("stop")
        self.assert_it_ended_well()

    def test_a_reload_takes_a_new_certificate_whose_key_a_group_may_read(self):
        self.machine.inside("groupadd", "--system", "--force", "ssl-cert")
        self.put_certificate("first.example")
        self.with_settings("SupplementaryGroups=ssl-cert", "Environment=TLS_CERT=/etc/ssl/private/roomd.pem",
                           "Environment=TLS_KEY=/etc/ssl/private/roomd.key")
        wait_until(lambda: self.subject() == "CN = first.example", 20, "the first certificate")
        before = self.unit.show("MainPID")
        self.put_certificate("second.example")
        self.unit.systemctl("reload")
        wait_until(lambda: self.subject() == "CN = second.example", 20, "the second certificate")
        self.assertEqual(self.unit.show("MainPID"), before)
        self.assert_nothing_was_denied()

    def put_certificate(self, name):
        place = self.root / "etc/ssl/private"
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", f"/CN={name}", "-keyout", place / "roomd.key", "-out", place / "roomd.pem")
        self.machine.inside("chgrp", "-R", "ssl-cert", "/etc/ssl/private")
        self.machine.inside("chmod", "-R", "u=rwX,g=rX,o=", "/etc/ssl/private")

    def subject(self):
        """Of the certificate that the port shows; "" while there is none."""
        try:
            shown = run(*self.machine.on_its_network(), "openssl", "s_client", "-connect", f"127.0.0.1:{PORT}")
        except AssertionError:
            return ""
        return next((line.split("=", 1)[1] for line in shown.splitlines() if line.startswith("subject=")), "")

    def test_an_upgrade_starts_the_new_one_with_the_rooms(self):
        room = self.create()
        before = self.unit.show("MainPID")
        self.machine.inside("dpkg", "--install", "/roomd.deb")
        self.come_back(room)
        self.assertNotEqual(self.unit.show("MainPID"), before)

    def test_purging_stops_it_and_takes_the_rooms_along(self):
        self.addCleanup(self.restart)
        self.addCleanup(self.choose_port)
        self.addCleanup(self.machine.inside, "dpkg", "--install", "/roomd.deb")
        self.create()
        self.machine.inside("dpkg", "--purge", "roomd")
        self.assertEqual(self.machine.health(PORT), 0)
        self.assertEqual(list((self.root / "var/lib").rglob("*roomd*")), [])
