"""A back-test whose worker died goes on from its last word of progress."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("backtests", "0002_reading_the_past")]
    operations = [
        migrations.AddField(
            model_name="backtest",
            name="checkpoint",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.CreateModel(
            name="BackTestStretch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("left", models.TextField()),
                (
                    "back_test",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="backtests.backtest",
                    ),
                ),
            ],
        ),
    ]
