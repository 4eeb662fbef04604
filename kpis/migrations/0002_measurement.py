"""The table of measurements, partitioned by month from its first day.

Django cannot declare partitions, so the model is unmanaged and this is its only definition. Months are attached by
`kpis.queries.partitions` as measurements reach them and ahead of time.
"""

from django.db import migrations

CREATE = """
CREATE TABLE kpis_measurement (
    kpi_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    at timestamptz NOT NULL,
    revision smallint NOT NULL DEFAULT 1 CHECK (revision > 0),
    value numeric NOT NULL CHECK (value NOT IN ('NaN', 'Infinity', '-Infinity')),
    denominator numeric CHECK (denominator NOT IN ('NaN', 'Infinity', '-Infinity')),
    subject varchar(200) COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (kpi_id, at, subject, revision)
) PARTITION BY RANGE (at);
"""


class Migration(migrations.Migration):
    dependencies = [("kpis", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, "DROP TABLE kpis_measurement")]
