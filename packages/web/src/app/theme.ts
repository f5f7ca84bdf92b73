import { createTheme, type MantineColorsTuple } from '@mantine/core'

// Mantine's own colours, brought into line with the roles in ui/tokens.css.

const indigo: MantineColorsTuple = [
  '#eceefb',
  '#d8dcf6',
  '#b3bbee',
  '#8c98e8',
  '#98a5ff',
  '#5c6ad6',
  '#3f4fc4',
  '#4c5bd0',
  '#333fa0',
  '#262f78',
]

const dark: MantineColorsTuple = [
  '#ececef',
  '#cfd1d8',
  '#a9acb7',
  '#8d919d',
  '#383b43',
  '#26282d',
  '#1a1c1f',
  '#121315',
  '#0e0f10',
  '#0a0b0c',
]

const gray: MantineColorsTuple = [
  '#f7f7f8',
  '#f1f1f4',
  '#e7e7eb',
  '#d3d3da',
  '#c4c6ce',
  '#9a9ca7',
  '#646772',
  '#565965',
  '#383a42',
  '#1a1b1f',
]

/** Of what destroys and what is wrong: white stands out on the sixth and seventh. */
const red: MantineColorsTuple = [
  '#fdeee7',
  '#fad9cc',
  '#f3b39b',
  '#eb8a67',
  '#ff8560',
  '#d64518',
  '#bb2f06',
  '#c23a10',
  '#8f2405',
  '#661a04',
]

export const theme = createTheme({
  // Dense: the library's own sizes are made for pages with less on them.
  scale: 0.9,
  primaryColor: 'indigo',
  primaryShade: { light: 6, dark: 7 },
  colors: { indigo, dark, gray, red },
  black: '#1a1b1f',
  fontFamily: 'var(--font-text)',
  fontFamilyMonospace: 'var(--font-code)',
  fontSizes: { xs: '11.5px', sm: '13px', md: '13.5px', lg: '16px', xl: '20px' },
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  // Named, not imported: a component that only a dialog uses must not come with the first load.
  components: {
    Button: { defaultProps: { size: 'sm' }, styles: { root: { fontWeight: 550, minHeight: 24 } } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Input: { defaultProps: { size: 'sm' } },
    // What stands in them is read by whoever may not change it, too.
    TagsInput: { styles: { input: { opacity: 1 } } },
    MultiSelect: { styles: { input: { opacity: 1 } } },
    Loader: { defaultProps: { color: 'var(--accent)' } },
    // Without the library's placeholder the focus is on the first thing to do; a menu may hold nothing else that takes it.
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 80 }, withInitialFocusPlaceholder: false } },
    Modal: {
      defaultProps: { transitionProps: { duration: 100 }, overlayProps: { backgroundOpacity: 0.4 }, radius: 10 },
      styles: { title: { fontWeight: 600, fontSize: 15 }, content: { border: '1px solid var(--line)' } },
    },
    SegmentedControl: {
      defaultProps: { size: 'xs', transitionDuration: 100, withItemsBorders: false },
      styles: { label: { paddingInline: 10, fontSize: 12.5, fontWeight: 500 } },
    },
    Tooltip: { defaultProps: { openDelay: 350, fz: 12, maw: 280, multiline: true } },
  },
})
