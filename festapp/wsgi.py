"""The door for web servers. It never starts the embedded database: DATABASE_URL must be set."""

import os

from django.core.wsgi import get_wsgi_application

from programme.pages import kept_first

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "festapp.settings")

application = kept_first(get_wsgi_application())
