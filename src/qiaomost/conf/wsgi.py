"""The WSGI application that a server such as gunicorn loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiaomost.conf.django")

application = get_wsgi_application()

from qiaomost.conf.warming import warm_up  # noqa: E402 - after the apps are there

warm_up()
