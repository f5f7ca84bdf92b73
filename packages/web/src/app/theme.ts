import {
  ActionIcon,
  Button,
  createTheme,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  SegmentedControl,
  Tooltip,
} from '@mantine/core'

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

export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 6, dark: 7 },
  colors: { indigo, dark },
  black: '#1a1b1f',
  fontFamily: 'var(--font-text)',
  fontFamilyMonospace: 'var(--font-code)',
  fontSizes: { xs: '11.5px', sm: '13px', md: '13.5px', lg: '16px', xl: '20px' },
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' }, styles: { root: { fontWeight: 550 } } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Input: Input.extend({ defaultProps: { size: 'sm' } }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', transitionProps: { duration: 80 } } }),
    Modal: Modal.extend({
      defaultProps: { transitionProps: { duration: 100 }, overlayProps: { backgroundOpacity: 0.4 }, radius: 10 },
      styles: { title: { fontWeight: 600, fontSize: 15 } },
    }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: 'xs', transitionDuration: 100 } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 350, fz: 12, maw: 280, multiline: true } }),
  },
})
