// Package slurmtest is a cluster for tests: a real Slurm of one node, on this
// machine's loopback address alone.
//
//	munged ◀── slurmctld ◀── sbatch, squeue, scancel
//	              │
//	            slurmd ──▶ tasks, two at once
//
// [Start] skips the test, with the reason, where the programs are missing
// (Debian's slurmctld, slurmd, slurm-client and munge), and ends every process
// that it started.
package slurmtest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"text/template"
	"time"
)

// A Cluster is a Slurm that runs.
type Cluster struct {
	t    testing.TB
	dir  string
	node *exec.Cmd
}

const config = `ClusterName=lodestone
SlurmctldHost={{.Host}}(127.0.0.1)
SlurmctldPort={{.Port}}
SlurmdPort={{.NodePort}}
SlurmUser={{.User}}
SlurmdUser={{.User}}
AuthType=auth/munge
AuthInfo=socket={{.Dir}}/munge.socket
CredType=cred/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0
ReturnToService=2
KillWait=2
CompleteWait=0
SlurmdTimeout=20
StateSaveLocation={{.Dir}}/state
SlurmdSpoolDir={{.Dir}}/spool
SlurmctldPidFile={{.Dir}}/slurmctld.pid
SlurmdPidFile={{.Dir}}/slurmd.pid
SlurmctldLogFile={{.Dir}}/slurmctld.log
SlurmdLogFile={{.Dir}}/slurmd.log
NodeName={{.Host}} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=cpu Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`

// Start starts a cluster for the length of a test. Slurm's commands find it by
// the environment of this process.
func Start(t testing.TB) *Cluster {
	t.Helper()
	for _, name := range []string{"munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel"} {
		if _, err := exec.LookPath(name); err != nil {
			if _, err := os.Stat("/usr/sbin/" + name); err != nil {
				t.Skipf("no Slurm here: %s is missing (on Debian: apt-get install slurmctld slurmd slurm-client munge)", name)
			}
		}
	}
	// A socket's path is short, and munged wants folders that nobody else writes.
	dir, err := os.MkdirTemp("", "slurm")
	if err != nil {
		t.Fatal(err)
	}
	c := &Cluster{t: t, dir: dir}
	t.Cleanup(func() { os.RemoveAll(dir) })
	c.configure()
	c.daemon("munged", "--foreground", "--force", "--num-threads=1", "--key-file="+dir+"/munge.key", "--socket="+dir+"/munge.socket",
		"--pid-file="+dir+"/munge.pid", "--log-file="+dir+"/munge.log", "--seed-file="+dir+"/munge.seed")
	c.await("munged", func() bool { _, err := os.Stat(dir + "/munge.socket"); return err == nil })
	c.daemon("slurmctld", "-D", "-i", "-f", dir+"/slurm.conf")
	c.StartNode()
	c.await("an idle node", c.idle)
	return c
}

func (c *Cluster) configure() {
	host, err := os.Hostname()
	if err != nil {
		c.t.Fatal(err)
	}
	me, err := user.Current()
	if err != nil {
		c.t.Fatal(err)
	}
	values := map[string]any{"Host": host, "Dir": c.dir, "User": me.Username, "Port": c.freePort(), "NodePort": c.freePort()}
	var text bytes.Buffer
	if err := template.Must(template.New("").Parse(config)).Execute(&text, values); err != nil {
		c.t.Fatal(err)
	}
	key := make([]byte, 128)
	for i := range key {
		key[i] = byte(37*i + os.Getpid())
	}
	for _, err := range []error{
		os.WriteFile(c.dir+"/slurm.conf", text.Bytes(), 0o644), os.WriteFile(c.dir+"/munge.key", key, 0o600),
		os.Mkdir(c.dir+"/state", 0o755), os.Mkdir(c.dir+"/spool", 0o755), os.Chmod(c.dir, 0o755),
	} {
		if err != nil {
			c.t.Fatal(err)
		}
	}
	c.t.Setenv("SLURM_CONF", c.dir+"/slurm.conf")
}

func (c *Cluster) freePort() int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		c.t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// daemon starts a program that ends with the test.
func (c *Cluster) daemon(name string, args ...string) *exec.Cmd {
	c.t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		path = "/usr/sbin/" + name
	}
	cmd := exec.Command(path, args...)
	says, err := os.Create(filepath.Join(c.dir, name+".out"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer says.Close()
	cmd.Stdout, cmd.Stderr = says, says
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { end(cmd) })
	return cmd
}

// end asks a process to end, and kills it when it does not.
func end(cmd *exec.Cmd) {
	if cmd.ProcessState != nil {
		return
	}
	cmd.Process.Signal(syscall.SIGTERM)
	kill := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
	cmd.Wait()
	kill.Stop()
}

// StartNode starts slurmd, the first time or after KillNode.
func (c *Cluster) StartNode() {
	c.t.Helper()
	host, _ := os.Hostname()
	c.node = c.daemon("slurmd", "-D", "-f", c.dir+"/slurm.conf", "-N", host)
}

// KillNode kills slurmd with SIGKILL.
func (c *Cluster) KillNode() {
	c.t.Helper()
	if err := c.node.Process.Kill(); err != nil {
		c.t.Fatal(err)
	}
	c.node.Wait()
}

// Idle waits until the node has no task and takes new ones.
func (c *Cluster) Idle() { c.t.Helper(); c.await("an idle node", c.idle) }

func (c *Cluster) idle() bool {
	out, err := exec.Command("sinfo", "--noheader", "--format=%T").Output()
	return err == nil && strings.TrimSpace(string(out)) == "idle"
}

// await polls; the time is a bound on a hang.
func (c *Cluster) await(what string, holds func() bool) {
	c.t.Helper()
	for end := time.Now().Add(90 * time.Second); !holds(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			c.t.Fatalf("waited in vain for %s\n%s", what, c.logs())
		}
	}
}

// logs are the last lines of what the daemons wrote.
func (c *Cluster) logs() string {
	var b strings.Builder
	for _, name := range []string{"munge.log", "munged.out", "slurmctld.log", "slurmctld.out", "slurmd.log", "slurmd.out"} {
		text, _ := os.ReadFile(filepath.Join(c.dir, name))
		fmt.Fprintf(&b, "%s: %s\n", name, text[max(0, len(text)-1500):])
	}
	return b.String()
}
