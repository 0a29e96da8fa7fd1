// SPDX-License-Identifier: Apache-2.0
// The words of lessons and of the page that lists them, fetched with them.

export const words = {
  lessonsLead:
    'Short walks through what losses do. Each drives the playground, which stays yours to change, and ends with claims that you can check.',
  searchLessons: 'Search lessons',
  lessonTopics: 'Topic',
  allLessons: 'All lessons',
  noLessons: (query: string) => `No lesson is about “${query}”.`,
  lessonsFound: (count: number) => `${count} ${count === 1 ? 'lesson' : 'lessons'}`,
  leaveLesson: 'Leave the lesson; the playground stays as it is',
  lessonStep: (at: number, count: number) => `Step ${at} of ${count}`,
  lessonAt: (at: number, count: number) => `${at} of ${count}`,
  lessonPictures: (at: number) => `The pictures show step ${at}.`,
  lessonAgain: 'Show this step again from its beginning',
  lessonBack: 'Back',
  lessonNext: 'Next',
  nextLesson: 'Next lesson',
  endLesson: 'End the lesson',
  lessonTries: 'What to try',
  lessonReferences: 'To read on',
  lessonThen: (title: string) => `The next lesson: ${title}.`,
};
