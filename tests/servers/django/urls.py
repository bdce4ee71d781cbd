import hashlib

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.contrib.sessions.models import Session
from django.http import HttpResponse, JsonResponse
from django.urls import path
from rest_framework.authtoken.views import obtain_auth_token
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework_simplejwt.views import TokenBlacklistView, TokenObtainPairView, TokenRefreshView


@api_view(["GET"])
@permission_classes([IsAuthenticated])
def protected(request):
    return Response({"user": request.user.get_username()})


@login_required
def whoami(request):
    return JsonResponse({"id": request.user.pk, "user": request.user.get_username(), "method": request.method})


def handle(session_key):
    """What a page may show of a session: its key would let everybody in who reads it."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:16]


def sessions_of(user):
    return [s for s in Session.objects.all() if s.get_decoded().get("_auth_user_id") == str(user.pk)]


@login_required
def devices(request):
    own = request.session.session_key
    rows = [{"id": handle(s.session_key), "current": s.session_key == own} for s in sessions_of(request.user)]
    return JsonResponse({"devices": rows})


@login_required
def device(request, wanted):
    """Django's middleware has looked at the CSRF token before this: DELETE is no safe method."""
    if request.method != "DELETE":
        return HttpResponse(status=405)
    for session in sessions_of(request.user):
        if handle(session.session_key) == wanted:
            session.delete()
            return HttpResponse(status=204)
    return HttpResponse(status=404)


def home(request):
    return HttpResponse("The front page, for everybody")


urlpatterns = [
    path("", home),
    path("accounts/login/", LoginView.as_view(template_name="login.html")),
    path("accounts/logout/", LogoutView.as_view()),
    path("whoami/", whoami),
    path("devices/", devices),
    path("devices/<str:wanted>/", device),
    path("api/token/", TokenObtainPairView.as_view()),
    path("api/token/refresh/", TokenRefreshView.as_view()),
    path("api/token/blacklist/", TokenBlacklistView.as_view()),
    path("api-token-auth/", obtain_auth_token),
    path("protected/", protected),
]
