"""People for tests."""

from functools import cache

import factory
from django.contrib.auth.hashers import make_password

from accounts.choices import Role
from accounts.models import User

PASSWORD = "a long pass phrase for tests"


@cache
def password_hash() -> str:
    """The hash of PASSWORD, made once: hashing is slow on purpose."""
    return make_password(PASSWORD)


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    email = factory.Sequence(lambda number: f"person{number}@example.com")
    name = factory.Sequence(lambda number: f"Person {number}")
    role = Role.VIEWER
    is_active = True
    password = factory.LazyFunction(password_hash)
