"""Tests of the schedule."""

from celery import current_app

from outsourcing.celery import BEAT, app


def test_every_entry_of_the_schedule_names_a_task_that_exists() -> None:
    app.loader.import_default_modules()
    assert {task for task, _ in BEAT.values()} <= set(app.tasks)


def test_no_task_of_ours_takes_arguments() -> None:
    """Rows are the queue: a task asks the database what is due."""
    app.loader.import_default_modules()
    ours = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}
    assert ours
    assert {name: task.run.__code__.co_argcount for name, task in ours.items()} == dict.fromkeys(ours, 0)


def test_tick_that_nobody_took_is_dropped_before_the_next() -> None:
    for entry in app.conf.beat_schedule.values():
        assert entry["options"]["expires"] == entry["schedule"]


def test_shared_tasks_belong_to_this_app() -> None:
    assert current_app.main == "outsourcing"
