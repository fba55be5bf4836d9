// What every page says, in both languages.

export const commonWords = {
  en: {
    'language.other': '中文',
    'language.switch': '中文: switch to Chinese',
    'theme.toDark': 'Use dark colours',
    'theme.toLight': 'Use light colours',
    skip: 'Skip to the content',
    'gate.key': 'Key',
    'gate.wrong': 'The server does not take this key.',
  },
  zh: {
    'language.other': 'EN',
    'language.switch': 'EN：切换到英文',
    'theme.toDark': '使用深色',
    'theme.toLight': '使用浅色',
    skip: '跳到正文',
    'gate.key': '密钥',
    'gate.wrong': '服务器不接受这个密钥。',
  },
};
