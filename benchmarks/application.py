"""A measured server without the site's own door: Django alone."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
