"""Tests of the folder of the servers' sockets."""

from pathlib import Path

from outsourcing.launcher.servers import private_folder


def test_folder_of_sockets_goes_with_its_run(tmp_path: Path) -> None:
    link = tmp_path / "sockets"
    with private_folder(link) as folder:
        (folder / "redis.sock").touch()
        assert link.readlink() == folder
    assert not folder.exists()
    assert not link.is_symlink()


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    link = tmp_path / "sockets"
    left = tmp_path / "tandem-left"
    left.mkdir()
    (left / "redis.sock").touch()
    link.symlink_to(left)
    with private_folder(link) as folder:
        assert link.readlink() == folder
    assert not left.exists()


def test_a_link_to_something_else_costs_nothing_but_the_link(tmp_path: Path) -> None:
    other = tmp_path / "letters"
    other.mkdir()
    link = tmp_path / "sockets"
    link.symlink_to(other)
    with private_folder(link):
        pass
    assert other.exists()
