"""Colleagues, their placements, their substitutes, and the tokens of programs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from amends.core.roles import Role
from amends.kernel.fields import ActorField


class Users(BaseUserManager["User"]):
    """What Django and allauth need to find and make users."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user who signs in with `email`."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Sign-in addresses are kept in small letters."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A colleague. What they may do hangs on their placements, never on flags here."""

    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, default="", blank=True)  # "night desk", as customers read it
    timezone = models.CharField(max_length=60, default="", blank=True)  # empty: that of the unit
    language = models.CharField(max_length=12, default="en")
    is_active = models.BooleanField(default=True)
    sees_restricted = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    def get_full_name(self) -> str:
        """The name customers and colleagues read."""
        return self.display_name

    def get_short_name(self) -> str:
        """The first word of the name."""
        return self.display_name.split(" ")[0]


class Placement(models.Model):
    """One role of one colleague over a unit and all below it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="placements")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    since_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=models.Q(ended_at__isnull=True),
                name="one_placement_per_role_and_unit",
            )
        ]


class ApiToken(models.Model):
    """A program's identity: exactly these scopes over this unit's subtree, within this grant per case.

    Only a keyed hash of the token is kept; it is shown once, when it is made.
    """

    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    scopes = ArrayField(models.CharField(max_length=40))
    grant_minor = models.BigIntegerField(null=True)  # cap per case on its own authority; null: as the role
    token_hash = models.CharField(max_length=64, unique=True)
    key_id = models.CharField(max_length=16)
    last_four = models.CharField(max_length=4)
    made_by = ActorField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)


class SavedView(models.Model):
    """A colleague's own name for one set of filters of a list."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    screen = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    filters = models.CharField(max_length=500)  # the query string
    position = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "screen", "name"], name="saved_views_are_named_once")
        ]
