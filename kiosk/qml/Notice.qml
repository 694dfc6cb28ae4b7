// A band under the header that says what is wrong, in one or two languages. kind: bad, warn, plain.
import QtQuick
import Tingxu

Rectangle {
    id: root
    property var lines: []
    property string kind: "warn"
    property string iconName: "warning"
    property string text: ""
    readonly property bool shown: lines.length > 0
    readonly property color ink: kind === "bad" ? Theme.bad : kind === "warn" ? Theme.warn : Theme.primary

    onLinesChanged: keep()
    Component.onCompleted: keep()

    // The words stay while the band goes.
    function keep() {
        if (lines.length > 0) text = lines.join("\n")
    }

    visible: height > 1
    clip: true
    height: shown ? Math.max(label.implicitHeight + Theme.dp(20), Theme.dp(56)) : 0
    color: kind === "bad" ? Theme.badSoft : kind === "warn" ? Theme.warnSoft : Theme.primarySoft
    Behavior on height { NumberAnimation { duration: Theme.calm; easing.type: Easing.OutCubic } }
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text

    Icon {
        id: sign
        x: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        name: root.iconName
        color: root.ink
        size: Theme.dp(32)
    }
    Label {
        id: label
        anchors { left: sign.right; right: parent.right; leftMargin: Theme.gap; rightMargin: Theme.margin }
        anchors.verticalCenter: parent.verticalCenter
        text: root.text
        color: root.ink
        font { pixelSize: Theme.body; weight: Font.DemiBold }
        lineHeight: 1.1
    }
}
