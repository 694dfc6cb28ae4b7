// A button for fingers and keys. kind: primary (the one thing to do), plain, quiet (no ground), bad.
import QtQuick
import QtQuick.Templates as T

T.AbstractButton {
    id: root
    property string kind: "plain"
    property string iconName: ""
    property string hint: ""
    property real size: Theme.title
    readonly property bool filled: kind === "primary"
    readonly property color ink: !enabled ? Theme.inkFaint : filled ? Theme.lit : kind === "bad" ? Theme.bad : Theme.primary

    implicitWidth: Math.max(Theme.touch, row.implicitWidth + leftPadding + rightPadding)
    implicitHeight: Math.max(Theme.touch, row.implicitHeight + topPadding + bottomPadding)
    padding: Theme.dp(8)
    leftPadding: Theme.dp(16)
    rightPadding: Theme.dp(16)
    focusPolicy: Qt.StrongFocus
    Accessible.name: text
    Keys.onReturnPressed: event => enter(event)
    Keys.onEnterPressed: event => enter(event)

    // Qt's own buttons know the space bar only. A key held down presses once.
    function enter(event) {
        if (!event.isAutoRepeat) click()
    }

    background: Rectangle {
        radius: Theme.radius
        color: root.filled ? (!root.enabled ? Theme.line : root.down ? Theme.primaryDeep : Theme.primary)
            : root.down ? Theme.primarySoft : root.kind === "quiet" ? Qt.rgba(1, 1, 1, 0) : Theme.card
        border {
            color: root.visualFocus ? Theme.accent : Theme.line
            width: root.visualFocus ? Theme.hair * 2 : root.filled || root.kind === "quiet" ? 0 : Theme.hair
        }
        Behavior on color { ColorAnimation { duration: Theme.quick } }
    }
    contentItem: Item {
        implicitWidth: row.implicitWidth
        implicitHeight: row.implicitHeight
        Row {
            id: row
            anchors.centerIn: parent
            spacing: Theme.dp(8)
            Icon {
                visible: root.iconName !== ""
                name: root.iconName
                color: root.ink
                size: root.size * 1.2
                anchors.verticalCenter: parent.verticalCenter
            }
            Text {
                text: root.text
                color: root.ink
                font { pixelSize: root.size; weight: Font.DemiBold }
                anchors.verticalCenter: parent.verticalCenter
            }
            Text {
                visible: root.hint !== ""
                text: root.hint
                color: root.ink
                opacity: 0.75
                font.pixelSize: root.size * 0.75
                anchors.verticalCenter: parent.verticalCenter
            }
        }
    }
}
