import { shell } from "../cli/command.ts";
import { eventually, freePort } from "./engines.ts";

/** Slurm on this machine alone, without its security: one controller, one node of two cores. */
function configuration(folder: string): string {
  return `ClusterName=test
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=${freePort()}
SlurmdPort=${freePort()}
AuthType=auth/none
CryptoType=crypto/none
CredType=cred/none
SlurmUser=root
SlurmdUser=root
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=1,batch_sched_delay=0
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
KillWait=10
ReturnToService=2
JobCompType=jobcomp/none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
NodeName=localhost NodeAddr=127.0.0.1 CPUs=2
PartitionName=main Nodes=localhost Default=YES MaxTime=INFINITE State=UP
`;
}

/** Starts Slurm in a folder, does something in which its commands find it, and ends it. */
export async function withSlurm(folder: string, action: () => Promise<void>): Promise<void> {
  for (const name of ["state", "spool"]) Deno.mkdirSync(`${folder}/${name}`);
  const file = `${folder}/slurm.conf`;
  Deno.writeTextFileSync(file, configuration(folder));
  const daemon = (name: string, ...args: readonly string[]) =>
    new Deno.Command(name, {
      args: ["-D", "-f", file, ...args],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
  const daemons = [daemon("slurmctld"), daemon("slurmd", "-N", "localhost")];
  try {
    await eventually(
      "a node that is idle",
      async () => (await slurm(folder, "sinfo -h -o %T")).trim() === "idle",
    );
    await action();
  } finally {
    await slurm(folder, "scancel -u root");
    for (const process of daemons) {
      process.kill("SIGKILL");
      await process.status;
    }
  }
}

/** Runs a command of Slurm, and gives what it says. */
export async function slurm(folder: string, command: string): Promise<string> {
  return (await shell(`export SLURM_CONF='${folder}/slurm.conf'\n${command}`)).stdout;
}
