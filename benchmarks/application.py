"""The WSGI application of a measured server."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
