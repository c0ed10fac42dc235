/** Writes the contract's document into the Python server, which serves the very same one. */
import { writeFileSync } from 'node:fs';
import { CONTRACT_FILE, contractText } from './python/contractFile.ts';

writeFileSync(CONTRACT_FILE, contractText());
