import { type Sentence, sentence } from '../text/sentence.ts';
import type { Meaning } from './daemonMessages.ts';

const askForCertificates: Sentence = sentence(
  'Its administrator has the files ca.pem, cert.pem and key.pem for you; they belong into the folder that DOCKER_CERT_PATH names, into ~/.docker, or into the Docker context.',
);

/**
 * What a code of Node or OpenSSL says of a TLS connection to an engine at `where`; undefined when
 * it says nothing of TLS.
 */
export function tlsMeaning(code: string, said: string, where: string): Meaning | undefined {
  if (code === 'CERT_HAS_EXPIRED') {
    return untrusted(
      sentence('The certificate of {0} has expired.', where),
      sentence('Its administrator has to renew it; or the clock here is wrong.'),
    );
  }
  if (code === 'CERT_NOT_YET_VALID') {
    return untrusted(
      sentence('The certificate of {0} is not valid yet.', where),
      sentence('Check the clocks here and there.'),
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return untrusted(
      sentence('The certificate of {0} is made out to another host.', where),
      sentence('Use the name or address that it is made out to: {0}', said),
    );
  }
  if (/SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_SIGNATURE_FAILURE/.test(code)) {
    return untrusted(
      sentence('The certificate of {0} is signed by an authority that is not trusted.', where),
      askForCertificates,
    );
  }
  if (/\balert (bad certificate|certificate \w+|unknown ca|access denied)/i.test(said)) {
    return refused(where);
  }
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || /wrong version number/.test(said)) {
    return {
      reason: 'unreachable',
      what: sentence('What listens at {0} does not speak TLS.', where),
      fix: sentence(
        'Check the port: engines with TLS usually have 2376, those without it 2375. Without TLS anybody on the network may use the engine as root.',
      ),
    };
  }
  if (/^ERR_OSSL_/.test(code)) {
    return {
      reason: 'unreachable',
      what: sentence('Your certificate or key for {0} cannot be used: {1}', where, said),
      fix: sentence('The files cert.pem and key.pem must belong together and be whole PEM files.'),
    };
  }
  return undefined;
}

/** An engine that wants TLS was spoken to without. */
export function wantsTls(where: string): Meaning {
  return {
    reason: 'unreachable',
    what: sentence('The engine at {0} wants TLS.', where),
    fix: sentence(
      'Write its address with https:// instead of tcp://, and have the certificates where Docker looks for them: in the folder that DOCKER_CERT_PATH names, or in ~/.docker.',
    ),
  };
}

function untrusted(what: Sentence, fix: Sentence): Meaning {
  return { reason: 'host-not-trusted', what, fix };
}

function refused(where: string): Meaning {
  return {
    reason: 'not-let-in',
    what: sentence('The engine at {0} does not accept your certificate, or was given none.', where),
    fix: askForCertificates,
  };
}
