# Locks every file that boxes might have in common, or says which of them somebody else has locked.
# `hold` or `look` comes as the only argument.
use v5.36;
use Fcntl qw(:DEFAULT :flock);

my $word = shift;
my ($READ, $WRITE, $FREE) = (0, 1, 2);
my $FIELDS = 's s x4 q q i x4';    # struct flock
open(my $mounts, '<', '/proc/self/mounts') or die "mounts: $!\n";
my @mounted = map { (split ' ')[1] } <$mounts>;
my @files = map { s/\n//r } `find /etc /opt /usr -type f -readable 2> /dev/null | sort | head -500`;
my %seen;
my @kept;
$| = 1;
for my $path (@mounted, @files, '/dev/urandom', '/sys/class/net/lo/mtu') {
    sysopen(my $file, $path, O_RDONLY) or next;
    next if $seen{ join ':', (stat $file)[0, 1] }++;
    push @kept, $file;
    if ($word eq 'hold') {
        flock($file, LOCK_EX | LOCK_NB) && fcntl($file, F_SETLK, pack $FIELDS, $READ, 0, 0, 0, 0) or die "$path: $!\n";
        next;
    }
    my $found = pack $FIELDS, $WRITE, 0, 0, 0, 0;
    fcntl($file, F_GETLK, $found) or die "$path: $!\n";
    my $is_free = flock($file, LOCK_EX | LOCK_NB) && (unpack $FIELDS, $found)[0] == $FREE;
    print "$path is locked\n" if !$is_free;
}
print scalar(@kept) > 100 ? "done\n" : "too few files\n";
sleep 600 if $word eq 'hold';
