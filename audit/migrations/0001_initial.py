"""Indexes for reading the trail: the latest acts, and the latest of one person."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies = [("pghistory", "0007_auto_20250421_0444")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX audit_context_latest ON pghistory_context (created_at DESC, id DESC)",
            "DROP INDEX audit_context_latest",
        ),
        migrations.RunSQL(
            "CREATE INDEX audit_context_of_person ON pghistory_context ((metadata->>'user'), created_at DESC)",
            "DROP INDEX audit_context_of_person",
        ),
    ]
