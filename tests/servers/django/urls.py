from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
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


def home(request):
    return HttpResponse("The front page, for everybody")


urlpatterns = [
    path("", home),
    path("accounts/login/", LoginView.as_view(template_name="login.html")),
    path("accounts/logout/", LogoutView.as_view()),
    path("whoami/", whoami),
    path("api/token/", TokenObtainPairView.as_view()),
    path("api/token/refresh/", TokenRefreshView.as_view()),
    path("api/token/blacklist/", TokenBlacklistView.as_view()),
    path("api-token-auth/", obtain_auth_token),
    path("protected/", protected),
]
