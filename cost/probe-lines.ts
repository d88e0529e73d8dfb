import { longestWaitSeconds } from "../basics/freshness";
import { assumed, GIB, KIB, MIB } from "./assumptions";
import { counted, figure, type Usage } from "./line";
import type { CostSettings } from "./settings";

/** What measuring how fresh answers are costs, besides its metrics and alarms: a function that waits each hour, and its questions. */
export function probeLines({ probes, streams }: CostSettings): readonly Usage[] {
  if (probes === 0) return [];
  const runs = probes * assumed("monthDays") * 24;
  const seconds = Math.max(0, ...streams.map(longestWaitSeconds));
  const [memory, questions, least] = [assumed("probeMemoryMib"), assumed("probeQuestions"), assumed("athenaLeastMib")];
  const times = `${counted(probes, "probe")} × ${assumed("monthDays")} days × 24`;
  return [
    {
      service: "Lambda",
      item: "freshness probe",
      price: "lambdaArm64GbSecond",
      quantity: (runs * seconds * memory) / KIB,
      formula: `${times} × ${figure(seconds)} s × ${memory} / 1,024 GB`,
    },
    {
      service: "Athena",
      item: "freshness probe",
      price: "athenaTb",
      quantity: (runs * questions * least * MIB) / (GIB * 1024),
      formula: `${times} × ${questions} questions × ${least} MB / 1,024²`,
    },
  ];
}
