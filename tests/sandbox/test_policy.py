import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import policy
from sandbox.errors import BadJob
from sandbox.run import Limits
from tests.sandbox.jobs import spec

ROLES = ("tester", "submission", "postgres")


@pytest.fixture(params=ROLES)
def box(request):
    """Each role's specification: the tester owns the namespace, the others join it."""
    return spec(request.param, joins=None if request.param == "tester" else "owner")


@pytest.fixture
def body(box):
    return policy.options(box)


@pytest.fixture
def host(body):
    return body["HostConfig"]


def test_it_gives_the_owner_a_namespace_with_loopback_only():
    assert policy.options(spec("tester", joins=None))["HostConfig"]["NetworkMode"] == "none"


@pytest.mark.parametrize("role", ["submission", "postgres"])
def test_it_lets_the_others_join_the_owner_and_no_other_network(role):
    assert policy.options(spec(role, joins="abc"))["HostConfig"]["NetworkMode"] == "container:abc"


def test_it_asks_for_no_port_link_or_name_server(host):
    assert host["PublishAllPorts"] is False
    assert not {"PortBindings", "Links", "Dns", "ExtraHosts"} & set(host)


def test_it_drops_every_capability_and_adds_none(host):
    assert host["CapDrop"] == ["ALL"]
    assert "CapAdd" not in host
    assert host["Privileged"] is False


def test_it_forbids_new_privileges(host):
    assert "no-new-privileges:true" in host["SecurityOpt"]


def test_it_sends_its_own_system_call_list_as_content(host):
    [entry] = [entry for entry in host["SecurityOpt"] if entry.startswith("seccomp=")]
    assert json.loads(entry.removeprefix("seccomp="))["defaultAction"] == "SCMP_ACT_ERRNO"


def test_it_shares_no_namespace_of_the_host(body, host):
    assert not {
        "PidMode",
        "UTSMode",
        "UsernsMode",
        "Devices",
        "DeviceRequests",
        "Binds",
        "Mounts",
        "VolumesFrom",
    } & set(host)
    assert "Volumes" not in body


def test_it_gives_each_box_a_private_ipc_and_cgroup_namespace(host):
    assert host["IpcMode"] == "private"
    assert host["CgroupnsMode"] == "private"


def test_it_keeps_shared_memory_small(host):
    assert host["ShmSize"] == 16 * 1024 * 1024


def test_it_makes_the_root_read_only(host):
    assert host["ReadonlyRootfs"] is True


def test_it_limits_size_inodes_and_kind_of_every_writable_place(box, host):
    user = policy.user_id(box.role, box.slot)
    for mount in host["Tmpfs"].values():
        words = dict(word.partition("=")[::2] for word in mount.split(","))
        assert {"nosuid", "nodev", "noexec"} <= set(words)
        assert (words["uid"], words["gid"], words["mode"]) == (str(user), str(user), "0700")
        assert words["size"].endswith("m")
        assert int(words["nr_inodes"]) > 0


def test_it_lets_a_box_write_to_tmp_and_work_only():
    assert set(policy.options(spec("submission"))["HostConfig"]["Tmpfs"]) == {"/tmp", "/work"}


def test_it_gives_the_database_room_for_its_directory():
    mounts = policy.options(spec("postgres"))["HostConfig"]["Tmpfs"]
    assert set(mounts) == {"/tmp", "/work", "/data", "/wal"}
    assert "size=256m,nr_inodes=16384" in mounts["/data"]
    assert "size=128m," in mounts["/wal"]


def test_it_allows_no_swap(host):
    assert host["Memory"] == host["MemorySwap"] == Limits().memory_mib * 1024 * 1024


def test_it_takes_memory_processors_and_processes_from_the_limits():
    host = policy.options(spec(limits=Limits(memory_mib=100, cpus=0.5, processes=7)))["HostConfig"]
    assert host["Memory"] == 100 * 1024 * 1024
    assert host["NanoCpus"] == 500_000_000
    assert host["PidsLimit"] == 7


def test_it_takes_the_size_of_tmp_from_the_limits():
    mounts = policy.options(spec(limits=Limits(tmp_mib=5, tmp_inodes=99)))["HostConfig"]["Tmpfs"]
    assert mounts["/tmp"].endswith("size=5m,nr_inodes=99")


def test_it_limits_files_and_kernel_memory_by_ulimit():
    host = policy.options(spec(limits=Limits(open_files=10, file_mib=2)))["HostConfig"]
    limits = {entry["Name"]: (entry["Soft"], entry["Hard"]) for entry in host["Ulimits"]}
    assert limits["nofile"] == (10, 10)
    assert limits["fsize"] == (2 * 1024 * 1024, 2 * 1024 * 1024)
    assert limits["core"] == (0, 0)
    assert {"memlock", "msgqueue", "sigpending"} <= set(limits)


def test_it_never_limits_processes_by_user_since_that_counts_over_all_boxes(host):
    assert "nproc" not in {entry["Name"] for entry in host["Ulimits"]}


def test_it_reaps_orphans(host):
    assert host["Init"] is True


def test_it_writes_no_log_file(host):
    assert host["LogConfig"] == {"Type": "none", "Config": {}}


def test_it_dies_before_the_host_does(host):
    assert host["OomScoreAdj"] == 500


def test_it_keeps_how_a_box_ended_and_never_starts_it_again(host):
    assert host["AutoRemove"] is False
    assert host["RestartPolicy"] == {"Name": "no"}


def test_it_asks_for_no_storage_option(host):
    assert "StorageOpt" not in host


def test_it_closes_ping_sockets_on_the_owner_of_the_namespace():
    assert policy.options(spec("tester", joins=None))["HostConfig"]["Sysctls"] == {
        "net.ipv4.ping_group_range": "1 0",
        "net.ipv4.tcp_wmem": "4096 16384 262144",
        "net.ipv4.tcp_rmem": "4096 131072 262144",
    }


@pytest.mark.parametrize("role", ["submission", "postgres"])
def test_it_sets_namespace_options_on_the_owner_only(role):
    body = policy.options(spec(role))
    assert "Sysctls" not in body["HostConfig"]
    assert "Hostname" not in body


def test_it_names_the_namespace_the_same_everywhere():
    assert policy.options(spec("tester", joins=None))["Hostname"] == "box"


def test_it_runs_no_health_check(body):
    assert body["Healthcheck"] == {"Test": ["NONE"]}


def test_it_passes_exactly_the_environment_it_was_given():
    assert policy.options(spec(env={"B": "2", "A": "1=1"}))["Env"] == ["A=1=1", "B=2"]
    assert policy.options(spec())["Env"] == []


def test_it_attaches_every_stream_without_a_terminal(body):
    assert [body["AttachStdin"], body["AttachStdout"], body["AttachStderr"]] == [True, True, True]
    assert body["Tty"] is False


def test_it_closes_stdin_when_the_worker_is_gone(body):
    assert body["OpenStdin"] is True
    assert body["StdinOnce"] is True


def test_it_overrides_no_command_of_the_image(body):
    assert not {"Cmd", "Entrypoint"} & set(body)


def test_it_labels_a_box_with_all_that_the_sweep_asks_for(box, body):
    assert body["Labels"] == {
        policy.LABEL_INSTANCE: "tests",
        policy.LABEL_RUN: "run-1",
        policy.LABEL_LEASE: "3",
        policy.LABEL_DEADLINE: "2000000000",
        policy.LABEL_ROLE: box.role,
    }


def test_it_runs_as_its_own_user(box, body):
    user = policy.user_id(box.role, box.slot)
    assert body["User"] == f"{user}:{user}"


def test_it_never_gives_two_boxes_of_a_worker_the_same_user():
    users = [policy.user_id(role, slot) for role in ROLES for slot in range(64)]
    assert len(set(users)) == len(users)
    assert min(users) >= 50_000
    assert max(users) < 65_000


def test_it_refuses_a_role_that_has_no_user():
    with pytest.raises(BadJob, match="'redis'"):
        policy.user_id("redis", 0)


@pytest.mark.parametrize("slot", [-1, 1000])
def test_it_refuses_a_slot_that_has_no_users(slot):
    with pytest.raises(BadJob, match="slot"):
        policy.user_id("tester", slot)


@given(
    memory=st.integers(6, 10_000), processes=st.integers(1, 1000), slot=st.integers(0, 63), role=st.sampled_from(ROLES)
)
def test_it_is_a_pure_function_whose_result_is_json(memory, processes, slot, role):
    box = spec(role, slot=slot, limits=Limits(memory_mib=memory, processes=processes))
    assert json.loads(json.dumps(policy.options(box))) == policy.options(box)
