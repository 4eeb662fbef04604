"""People for tests."""

import factory

from accounts.choices import Role
from accounts.models import User

PASSWORD = "a long pass phrase for tests"


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    email = factory.Sequence(lambda number: f"person{number}@example.com")
    name = factory.Sequence(lambda number: f"Person {number}")
    role = Role.VIEWER
    is_active = True
    password = factory.django.Password(PASSWORD)
