import type { Disk } from "../../emulation/files/disk";
import type { FunctionFault } from "../../emulation/lambda/function";
import type { Fault } from "./fault";
import { fullDisk } from "./full-disk";
import type { Random } from "./random";
import { transformFault } from "./transform-fault";

/** What takes the place of what works. */
export interface Faults {
  /** For functions that transform records. @default they work */
  readonly transform?: FunctionFault;
  /** @default it has room */
  readonly disk?: Disk;
  /** Milliseconds since 1970, for records that arrive. @default the clock goes on */
  readonly now?: () => number;
}

/** Prepares the faults that were asked for. Several for one target happen independently of each other. */
export function makeFaults(faults: readonly Fault[], random: Random): Faults {
  const made: { -readonly [Name in keyof Faults]: Faults[Name] } = {};
  const disks: (() => boolean)[] = [];
  for (const fault of faults) {
    const happens = (): boolean => random() < fault.chance;
    if (fault.target === "transform") made.transform = both(transformFault(fault.kind, happens), made.transform);
    else if (fault.target === "disk") disks.push(happens);
    else made.now = jumpingClock(made.now ?? Date.now, fault.milliseconds, happens);
  }
  if (disks.length > 0) made.disk = fullDisk(() => disks.some((happens) => happens()));
  return made;
}

function both(outer: FunctionFault, inner: FunctionFault | undefined): FunctionFault {
  return inner === undefined ? outer : (invocation) => outer({ ...invocation, run: () => inner(invocation) });
}

/** A clock that is right once, and from then on wrong as often as it happens: between two readings it jumps there or back. */
function jumpingClock(now: () => number, milliseconds: number, happens: () => boolean): () => number {
  let read = false;
  return () => {
    if (read && happens()) return now() + milliseconds;
    read = true;
    return now();
  };
}
