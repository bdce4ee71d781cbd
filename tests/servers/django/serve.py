"""Serves the project on 127.0.0.1 and a free port, and says "Listening on http://127.0.0.1:PORT" when it does.

Users: alice with "wonderland is deep", bob with "can we fix it"."""

import os
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"

import django  # noqa: E402

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

call_command("migrate", run_syncdb=True, verbosity=0)
User.objects.create_user("alice", password="wonderland is deep")
User.objects.create_user("bob", password="can we fix it")


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet) as server:
    print(f"Listening on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
