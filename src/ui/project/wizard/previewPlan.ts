import type { PlannedFile } from '../../../project/scaffold/plan.ts';
import type { Decision } from '../../../project/scaffold/writeScaffold.ts';
import { PlannedDocuments } from './plannedDocuments.ts';
import { askPreview } from './previewStep.ts';
import type { Answer, StepPlace } from './steps.ts';

/**
 * Shows what would be written into a folder and asks whether to; closes what it showed.
 * @returns what was decided on files that exist, by path.
 */
export async function previewPlan(
  place: StepPlace,
  folder: string,
  plan: readonly PlannedFile[],
): Promise<Answer<ReadonlyMap<string, Decision>>> {
  const documents = new PlannedDocuments(folder, plan);
  try {
    return await askPreview(place, plan, documents);
  } finally {
    await documents.close();
    documents.dispose();
  }
}
