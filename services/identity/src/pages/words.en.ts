import type { Words } from './words.js';

/** What the pages say in English. */
export const en: Words = {
  otherLanguage: 'Deze pagina in het Nederlands',
  fault: 'Error',
  application: 'Application',
  selfDeclared: 'The application gave this name itself; we have not checked it.',
  sentTo: 'You then go to',
  purpose: 'You log in to Estafette for an application that calls itself:',
  ownPurpose: 'You log in to see, and to end, what you let applications do.',
  login: {
    title: 'Log in',
    demoTitle: 'Log in (demonstration)',
    demo: 'This is a demonstration: whoever fills in the id of a person is that person, without proof. Never use real data here.',
    person: 'Id of the person (a UUID)',
    button: 'Log in',
    address: 'Your mail address',
    addressHelp: 'You get a mail with a code of six digits. There is no password.',
    send: 'Send me a code',
    code: 'The code from the mail',
    codeHelp:
      'If this address is known here, a mail with a code of six digits is on its way. The code works for 10 minutes.',
    again: 'Use another address, or ask for a new code',
  },
  faults: {
    person:
      'This is not the id of a person: 32 digits and letters from a to f, such as 0198c0de-1234-7abc-8def-0123456789ab.',
    address: 'This is not a mail address.',
    code: 'A code has six digits.',
    wrong: 'This code is not right. Look at the latest mail.',
    ended: 'This code does not work any more. Ask for a new one.',
    tooOften: 'A code was asked for too often. Try again in an hour.',
  },
  consent: {
    title: 'Do you allow this?',
    asks: 'The application asks to be allowed to:',
    allow: 'Allow',
    refuse: 'Do not allow',
    remembered: 'We remember this. You can end it at',
    policy: 'What it does with your data, in its own words',
    terms: 'Its terms',
    about: 'About the application',
  },
  scopes: {
    'https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly': 'see the credentials in your passport',
    'https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.upsert':
      'put credentials in your passport, and replace those that it put there',
    'https://purl.imsglobal.org/spec/ob/v3p0/scope/profile.readonly': 'see your profile',
    'https://purl.imsglobal.org/spec/ob/v3p0/scope/profile.update': 'change your profile',
    offline_access: 'go on doing so when you are not there, until you end it',
    person: 'do everything here that you can do yourself',
  },
  grants: {
    title: 'Applications that you let in',
    none: 'You have let no application in.',
    may: 'May:',
    since: 'Since',
    end: 'End this',
    logOut: 'Log out here',
    loggedOut: 'You are not logged in here.',
    logIn: 'Log in',
    ending: 'What you end stops at once, except that the last key an application was given can work for a while.',
  },
  errors: {
    title: 'This cannot be done',
    back: 'Go back to the application and begin again. If it goes wrong again, tell whoever runs the application:',
    expired: 'This page does not work any more: it is too old, was used already, or belongs to another login.',
    elsewhere: 'This form did not come from our page, so nothing was done.',
    broken: 'Something went wrong here; it has been noted. Try again later.',
    form: 'This form cannot be read.',
  },
};
