"""The peer: Django REST Framework on the same tables, in the way of its own documentation."""

import os
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings

SECRET = os.environ["PEER_SECRET"]
_url = urlsplit(os.environ["PEER_DATABASE_URL"])
DATABASE = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": _url.path[1:],
    "USER": _url.username,
    "PASSWORD": _url.password or "",
    "HOST": _url.hostname or parse_qs(_url.query).get("host", [""])[0],
    "PORT": _url.port or "",
    "CONN_MAX_AGE": None,
}
settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": DATABASE},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "rest_framework"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "UNAUTHENTICATED_USER": None,
    },
    ROOT_URLCONF=__name__,
    SECRET_KEY=SECRET,
    USE_TZ=True,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - only after the settings
from django.db import IntegrityError, models, transaction  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from jose import JWTError, jwt  # noqa: E402
from rest_framework import authentication, exceptions, generics, serializers  # noqa: E402


class Caller:
    """Who the token says it is."""

    is_authenticated = True

    def __init__(self, number: int) -> None:
        self.id = number


class Bearer(authentication.BaseAuthentication):
    """The token's word is taken."""

    def authenticate(self, request: Any) -> tuple[Caller, None]:
        """The caller, or a refusal."""
        token = request.META.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
        try:
            return Caller(int(jwt.decode(token, SECRET, algorithms=["HS256"])["sub"])), None
        except JWTError as error:
            raise exceptions.AuthenticationFailed from error


class Cadre(models.Model):
    """Who writes."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=50)
    supervisor_id = models.IntegerField()

    class Meta:
        app_label, db_table, managed = "peers", "cadre", False


class WorkRecord(models.Model):
    """One day's record."""

    cadre = models.ForeignKey(Cadre, on_delete=models.CASCADE)
    work_date = models.DateField()
    category = models.CharField(
        max_length=20, choices=[(kind, kind) for kind in ("patrol", "meeting", "visit", "mediation", "office")]
    )
    hours = models.FloatField()
    place = models.CharField(max_length=100)
    content = models.CharField(max_length=4000)
    problems = models.CharField(max_length=2000, blank=True, default="")
    plan = models.CharField(max_length=2000, blank=True, default="")
    status = models.CharField(max_length=12, default="submitted")
    allowance_cents = models.IntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label, db_table, managed = "peers", "work_record", False
        unique_together: ClassVar = [("cadre", "work_date")]


class AuditLog(models.Model):
    """Who did what."""

    actor_id = models.IntegerField()
    action = models.CharField(max_length=30)
    entity = models.CharField(max_length=30)
    entity_id = models.IntegerField()
    at = models.DateTimeField(auto_now_add=True)
    detail = models.CharField(max_length=2000, default="")

    class Meta:
        app_label, db_table, managed = "peers", "audit_log", False


class RecordSerializer(serializers.ModelSerializer):
    """A record in and out; uniqueness is left to the database, as in the other variants."""

    hours = serializers.FloatField(min_value=0, max_value=24)
    cadre_id = serializers.IntegerField(read_only=True)

    class Meta:
        model = WorkRecord
        read_only_fields: ClassVar = ["id", "status", "allowance_cents", "created_at"]
        fields: ClassVar = [
            *("id", "cadre_id", "work_date", "category", "hours", "place", "content", "problems", "plan"),
            *("status", "allowance_cents", "created_at"),
        ]
        validators: ClassVar = []


class Create(generics.CreateAPIView):
    """A new record and its audit row."""

    authentication_classes: ClassVar = [Bearer]
    serializer_class = RecordSerializer

    def perform_create(self, serializer: RecordSerializer) -> None:
        """Both rows in one transaction."""
        cadre, cents = self.request.user.id, int(serializer.validated_data["hours"] * 1500)
        try:
            with transaction.atomic():
                record = serializer.save(cadre_id=cadre, allowance_cents=cents)
                AuditLog.objects.create(actor_id=cadre, action="create", entity="work_record", entity_id=record.id)
        except IntegrityError as error:
            raise exceptions.ValidationError("duplicate") from error


class Mine(generics.ListAPIView):
    """The caller's newest thirty."""

    authentication_classes: ClassVar = [Bearer]
    serializer_class = RecordSerializer

    def get_queryset(self) -> Any:
        """One select."""
        return WorkRecord.objects.filter(cadre_id=self.request.user.id).order_by("-work_date")[:30]


urlpatterns = [
    path("health", lambda _: HttpResponse("ok")),
    path("records", Create.as_view()),
    path("records/mine", Mine.as_view()),
]
application = get_wsgi_application()
