# Tries every wall of a box from inside, and prints a line for each: what was tried = what came of it.
#
# Perl, because every image has it. The program comes on stdin with the table of system calls behind it as data. Each
# attempt has a process of its own, so that none disturbs the next. "refused" stands for the few errors with which a
# wall answers; any other error is printed by its name, and fails the comparison as a success does.
use v5.36;
use Errno qw(EACCES ENETUNREACH ENOENT ENOSYS ENOTTY ENXIO EPERM EROFS);
use Fcntl;
use POSIX ();
use Socket;

my $SECONDS = 2;
my $SIGSYS = 31;    # how the filter ends a process that uses another machine's table of calls
my $SIGCHLD = 17;
my @FILTERED = (EPERM, ENOSYS);
my @CLOSED = (EACCES, ENOENT, EPERM, EROFS);

my $machine = (POSIX::uname())[4];
my $column = { x86_64 => 1, aarch64 => 2 }->{$machine} // die "no table for $machine\n";
my (@names, %number);
while ((my $line = <DATA>) ne "end\n") {
    my @row = split ' ', $line;
    next if $row[0] eq '#' || $row[$column] eq '-';
    push @names, $row[0];
    $number{ $row[0] } = $row[$column];
}

sub report ($probe, $answer) { print "$probe = $answer\n" }

sub listing (@found) { @found ? join(' ', sort @found) : 'none' }

# Runs an attempt, which is true when it succeeds and else leaves its error in $!.
sub answer ($attempt, @refusals) {
    my $child = fork // die "fork: $!\n";
    if (!$child) {
        open STDERR, '>', '/dev/null';
        alarm $SECONDS;
        POSIX::_exit($attempt->() ? 0 : $!);
    }
    waitpid $child, 0;
    my ($signal, $error) = ($? & 127, $? >> 8);
    return $signal == $SIGSYS ? 'refused' : "ended by signal $signal" if $signal;
    return 'allowed' if !$error;
    return 'refused' if grep { $_ == $error } @refusals;
    local $! = $error;
    return (grep { $!{$_} } sort keys %!)[0] // "error $error";
}

sub try ($probe, $attempt, @refusals) { report($probe, answer($attempt, @refusals ? @refusals : @FILTERED)) }

sub kernel ($name, @arguments) { syscall($number{$name}, @arguments) != -1 }

# Every system call, with arguments that no kernel takes: what the filter lets through answers that they are wrong, or
# does no harm. The others are tried below with real arguments, would only harm the probe (pause, restart_syscall,
# rt_sigreturn, vfork), or are younger than some kernels that we run on (epoll_pwait2, fchmodat2, futex_waitv).
my %is_untried = map { $_ => 1 } qw(
    clone clone3 epoll_pwait2 fchmodat2 fork futex futex_waitv pause personality restart_syscall rt_sigreturn
    setsockopt socket vfork
);
for my $name (grep { !$is_untried{$_} } @names) {
    report("call $name", answer(sub { kernel($name, (-1) x 6) }, @FILTERED) eq 'refused' ? 'refused' : 'allowed');
}

# Calls that are allowed or refused by their arguments.
my %namespace = (
    cgroup => 0x02000000, ipc => 0x08000000, mount => 0x00020000, network => 0x40000000, process => 0x20000000,
    user => 0x10000000, uts => 0x04000000,
);
try('clone', sub { kernel('clone', $SIGCHLD, 0, 0, 0, 0) });
for my $name (sort keys %namespace) {
    try("clone with a new $name namespace", sub { kernel('clone', $namespace{$name} | $SIGCHLD, 0, 0, 0, 0) });
}
try('clone3', sub { kernel('clone3', 0, 0) }, EPERM);    # ENOSYS makes programs fall back to clone
try('futex', sub { kernel('futex', pack('L', 0), 1, 1, 0, 0, 0) });
my %personality = (
    ADDR_NO_RANDOMIZE => 0x0040000, MMAP_PAGE_ZERO => 0x0100000, PER_LINUX => 0, PER_LINUX32 => 8,
    READ_IMPLIES_EXEC => 0x0400000, UNAME26 => 0x0020000, query => 0xffffffff,
);
for my $name (sort keys %personality) {
    try("personality $name", sub { kernel('personality', $personality{$name}) });
}

my ($STREAM, $DGRAM, $RAW, $SEQPACKET) = (1, 2, 3, 5);
my ($UNIX, $INET, $INET6, $NETLINK) = (1, 2, 10, 16);
for my $socket (
    [ 'unix stream', $UNIX, $STREAM, 0 ], [ 'unix datagram', $UNIX, $DGRAM, 0 ], [ 'inet stream', $INET, $STREAM, 0 ],
    [ 'inet tcp', $INET, $STREAM, 6 ], [ 'inet datagram', $INET, $DGRAM, 0 ], [ 'inet udp', $INET, $DGRAM, 17 ],
    [ 'inet6 stream', $INET6, $STREAM, 0 ], [ 'inet6 datagram', $INET6, $DGRAM, 0 ],
    [ 'netlink route', $NETLINK, $RAW, 0 ], [ 'inet raw', $INET, $RAW, 6 ], [ 'inet6 raw', $INET6, $RAW, 6 ],
    [ 'inet ping', $INET, $DGRAM, 1 ], [ 'inet6 ping', $INET6, $DGRAM, 58 ],
    [ 'inet sctp', $INET, $SEQPACKET, 132 ], [ 'inet sctp stream', $INET, $STREAM, 132 ],
    [ 'inet dccp', $INET, 6, 33 ], [ 'inet mptcp', $INET, $STREAM, 262 ], [ 'inet udplite', $INET, $DGRAM, 136 ],
    [ 'netlink diagnostics', $NETLINK, $RAW, 4 ], [ 'netlink xfrm', $NETLINK, $RAW, 6 ],
    [ 'netlink audit', $NETLINK, $RAW, 9 ], [ 'netlink connector', $NETLINK, $RAW, 11 ],
    [ 'netlink netfilter', $NETLINK, $RAW, 12 ], [ 'netlink uevent', $NETLINK, $RAW, 15 ],
    [ 'netlink generic', $NETLINK, $RAW, 16 ], [ 'netlink crypto', $NETLINK, $RAW, 21 ],
    [ 'packet raw', 17, $RAW, 0 ], [ 'packet datagram', 17, $DGRAM, 0 ], [ 'alg', 38, $SEQPACKET, 0 ],
    [ 'ax25', 3, $SEQPACKET, 0 ], [ 'bluetooth', 31, $RAW, 1 ], [ 'can', 29, $RAW, 1 ], [ 'kcm', 41, $DGRAM, 0 ],
    [ 'key', 15, $RAW, 2 ], [ 'llc', 26, $STREAM, 0 ], [ 'mctp', 45, $DGRAM, 0 ], [ 'nfc', 39, $RAW, 0 ],
    [ 'phonet', 35, $DGRAM, 0 ], [ 'qipcrtr', 42, $DGRAM, 0 ], [ 'rds', 21, $SEQPACKET, 0 ],
    [ 'rxrpc', 33, $DGRAM, 2 ], [ 'smc', 43, $STREAM, 0 ], [ 'tipc', 30, $SEQPACKET, 0 ],
    [ 'vsock', 40, $STREAM, 0 ], [ 'x25', 9, $SEQPACKET, 0 ], [ 'xdp', 44, $RAW, 0 ],
) {
    my ($name, @arguments) = @$socket;
    try("socket $name", sub { kernel('socket', @arguments) });
}
sub tcp { socket(my $socket, PF_INET, SOCK_STREAM, 0) or die "socket: $!\n"; $socket }
sub option ($name, $value) { my $socket = tcp(); kernel('setsockopt', fileno $socket, 6, $name, $value, length $value) }
sub reach ($host, $port) { connect(tcp(), pack_sockaddr_in($port, inet_aton($host))) }
my $listening = tcp();
bind($listening, pack_sockaddr_in(0, INADDR_LOOPBACK)) && listen($listening, 1) or die "listen: $!\n";
my ($port) = unpack_sockaddr_in(getsockname $listening);
try('setsockopt TCP_NODELAY', sub { option(1, pack 'i', 1) });
try('setsockopt TCP_ULP', sub { option(31, 'tls') });
try('connect to loopback', sub { reach('127.0.0.1', $port) }, ENETUNREACH);
try("connect to $_", sub { reach($_, 80) }, ENETUNREACH) for qw(1.1.1.1 169.254.169.254 172.17.0.1);

# Other machines' tables of calls. The code asks for its process id, and exits with 0 or with the error.
sub machine_code ($way, $getpid) {
    my $code = "\xb8" . pack('L', $getpid) . $way . "\x31\xff\x85\xc0\x79\x04\x89\xc7\xf7\xdf\xb8\xe7\0\0\0\x0f\x05";
    my $address = syscall($number{mmap}, 0, 4096, 7, 0x22, -1, 0);
    pipe(my $from, my $to) or die "pipe: $!\n";
    syswrite $to, $code;
    syscall($number{read}, fileno $from, $address, length $code) == length $code or die "read: $!\n";
    require DynaLoader;
    DynaLoader::dl_install_xsub('main::jump', $address);
    jump();
}
if ($machine eq 'x86_64') {
    try('machine code with syscall', sub { machine_code("\x0f\x05", 39) });
    try('machine code with int 0x80', sub { machine_code("\xcd\x80", 20) });
    try("x32 $_", sub { syscall(0x40000000 | $number{$_}, (-1) x 6) != -1 }) for qw(getpid mount unshare);
    try('x32 ptrace', sub { syscall(0x40000000 | 521, 0, 0, 0, 0) != -1 });
}

# The kernel's files. Those that the engine masks are empty, and addresses that the kernel hides are zero.
sub is_open ($path, $flags) { sysopen(my $file, $path, $flags) }
sub put ($path, $text) { sysopen(my $file, $path, O_WRONLY | O_CREAT) or return 0; syswrite $file, $text }
for my $path (qw(
    /proc/self/comm /proc/sysrq-trigger /proc/sys/kernel/core_pattern /proc/sys/kernel/modprobe
    /proc/sys/kernel/hostname /proc/sys/vm/overcommit_memory /proc/sys/net/ipv4/ping_group_range
    /proc/sys/fs/binfmt_misc/register /proc/irq/default_smp_affinity /proc/mtrr /proc/acpi/wakeup
    /sys/kernel/uevent_helper /sys/kernel/mm/ksm/run /sys/power/state /sys/fs/cgroup/cgroup.procs
    /sys/fs/cgroup/memory/cgroup.procs /sys/fs/cgroup/memory/release_agent /sys/fs/cgroup/devices/devices.allow
)) {
    try("write $path", sub { is_open($path, O_WRONLY) }, @CLOSED);
}
sub inside ($folder) { opendir(my $open, $folder) or return (); grep { !/^\.\.?$/ } readdir $open }
sub shows ($path) {
    return scalar inside($path) if -d $path;
    open(my $file, '<', $path) or return 0;
    read $file, my $text, 4096;
    return length $text && $text !~ /^0+[ -]/;
}
for my $path (qw(
    /proc/self/status /proc/acpi /proc/asound /proc/iomem /proc/kallsyms /proc/kcore /proc/keys /proc/kmsg
    /proc/kpageflags /proc/latency_stats /proc/sched_debug /proc/scsi /proc/slabinfo /proc/timer_list
    /proc/vmallocinfo /sys/firmware /sys/fs/bpf /sys/fs/pstore /sys/kernel/debug /sys/kernel/security
    /sys/kernel/tracing /dev/fuse /dev/kmsg /dev/kvm /dev/mem /dev/net/tun /dev/port
)) {
    report("read $path", shows($path) ? 'allowed' : 'refused');
}

# The file system. /proc/pressure, where a kernel has it, lets anybody ask to be woken: not ours to close.
my $others = q{'(' -path '/proc/[0-9]*' -o -path /proc/self -o -path /proc/thread-self -o -path /proc/pressure ')'};
sub find ($what) { map { s/\n//r } `find / $others -prune -o $what -print 2> /dev/null` }
report('writable places', listing(grep { !-l && (-f || -d) } find('-writable')));
report('set-user-id and set-group-id files', listing(find('-type f -perm /6000')));
report('sockets', listing(find('-type s')));
report('block devices', listing(find('-type b')));
report('character devices', listing(grep { !m{^/(proc|sys)/} } find('-type c')));
report('all of /dev', listing(inside('/dev')));
open(my $mounts, '<', '/proc/self/mounts') or die "mounts: $!\n";
my %mount = map { (split ' ')[1] => $_ } grep { m{ rw,} && !m{ /(proc|sys)[/ ]} } <$mounts>;
for my $where (sort keys %mount) {
    my (undef, undef, $kind, $options) = split ' ', $mount{$where};
    report("mount $where", join ' ', $kind, grep { $options =~ /\b$_\b/ } qw(nosuid nodev noexec));
}
report("host's $_", -e $_ ? 'there' : 'not there') for qw(
    /run/docker.sock /run/containerd/containerd.sock /run/podman/podman.sock /run/crio/crio.sock /run/secrets
    /var/run/docker.sock /var/run/secrets/kubernetes.io /var/lib/kubelet
);
put('/tmp/program', "#!/bin/sh\n") && chmod 0755, '/tmp/program' or die "/tmp/program: $!\n";
try("execute $_", sub { exec $_ }, @CLOSED) for qw(/usr/bin/true /tmp/program);

# Rights.
my $ids = pack 'L', 0;
my $limit = pack 'QQ', 1 << 20, 1 << 20;
try('become root', sub { kernel('setuid', 0) });
try("become root's group", sub { kernel('setgid', 0) });
try("join root's group", sub { kernel('setgroups', 1, $ids) });
try('raise the limit of open files', sub { kernel('prlimit64', 0, 7, $limit, 0) });
try('priority 5', sub { kernel('setpriority', 0, 0, 5) }, EACCES);
try('priority -20', sub { kernel('setpriority', 0, 0, -20) }, EACCES);
try('kill me first', sub { put('/proc/self/oom_score_adj', '1000') }, EACCES);
try('never kill me', sub { put('/proc/self/oom_score_adj', '-1000') }, EACCES);
try('type into the terminal', sub { ioctl STDIN, 0x5412, 'x' }, ENOTTY);
try('paste into the console', sub { ioctl STDIN, 0x541c, "\3" }, ENOTTY);
try("open $_", sub { is_open($_, O_RDWR) }, ENOENT, ENXIO) for qw(/dev/console /dev/tty /dev/tty0);

# What this process is.
open(my $status, '<', '/proc/self/status') or die "status: $!\n";
my %is = map { /^(\w+):\s*(.*)$/ } <$status>;
my %ids = map { $_ => 1 } split ' ', "$is{Uid} $is{Gid} $is{Groups}";
report('user and groups', keys %ids == 1 && (keys %ids)[0] >= 50_000 ? 'one of its own' : listing(keys %ids));
report($_, $is{$_}) for qw(CapInh CapPrm CapEff CapBnd CapAmb NoNewPrivs Seccomp);
open(my $cgroup, '<', '/proc/self/cgroup') or die "cgroup: $!\n";
my %places = map { (split /[:\n]/)[2] => 1 } <$cgroup>;
close $_ for $listening, $mounts, $status, $cgroup;
report('open descriptors', listing(grep { -e "/proc/self/fd/$_" } inside('/proc/self/fd')));
report('working directory', POSIX::getcwd());
report('processes', scalar(() = glob '/proc/[0-9]*'));
report('network interfaces', listing(inside('/sys/class/net')));
report('host name', (POSIX::uname())[1]);
report('place among control groups', listing(keys %places));
