"""Every list of the admin, on one screen. The app's config imports this when all models are there."""

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group

from accounts.models import User
from programme.admin.editions import EditionAdmin, PageAdmin
from programme.admin.people import UserAdmin
from programme.admin.places import RoomAdmin, VenueAdmin
from programme.admin.releases import ReleaseAdmin
from programme.admin.sessions import SessionAdmin
from programme.admin.speakers import SpeakerAdmin
from programme.admin.tracks import FormatAdmin, TrackAdmin
from programme.models import Edition, Format, Page, Release, Room, Session, Speaker, Track, Venue

admin.site.register(Edition, EditionAdmin)
admin.site.register(Track, TrackAdmin)
admin.site.register(Format, FormatAdmin)
admin.site.register(Venue, VenueAdmin)
admin.site.register(Room, RoomAdmin)
admin.site.register(Speaker, SpeakerAdmin)
admin.site.register(Session, SessionAdmin)
admin.site.register(Page, PageAdmin)
admin.site.register(Release, ReleaseAdmin)
admin.site.register(User, UserAdmin)

# Nobody works with these: rights come from memberships, addresses from people's own pages.
admin.site.unregister(Group)
admin.site.unregister(EmailAddress)
