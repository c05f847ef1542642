"""Steps that plugins bring: no library of the controller is looked for in their place."""

from __future__ import annotations

_NAMES = """
    acceptGitLabMR addBadge addErrorBadge addGitLabMRComment addHtmlBadge addInfoBadge addShortText addSummary
    addWarningBadge allure anchore androidLint ansiColor ansibleAdhoc ansiblePlaybook ansibleVault ant archive
    archiveArtifacts authorizationMatrix awaitDeploymentCompletion awsCodeBuild awsIdentity bat batchFile
    blazeMeterTest build buildBlocker buildDescription buildDiscarder buildName cache catchError cfInvalidate
    cfnCreateChangeSet cfnDelete cfnDeleteStackSet cfnDescribe cfnExecuteChangeSet cfnExports cfnUpdate
    cfnUpdateStackSet cfnValidate checkout checkstyle chuckNorris cleanWs clover cmakeBuild cobertura
    compareVersions configFileProvider container containerLog copyArtifactPermission copyArtifacts
    coverityIssueCheck createDeployment cucumber deleteDir dependencyCheck dependencyCheckPublisher dependencycheck
    deploy deployAPI deployLambda devicefarm dir discoverGitReferenceBuild discoverReferenceBuild
    dockerFingerprintFrom dockerFingerprintRun downstream dry each ebCreateApplication ebCreateApplicationVersion
    ebCreateConfigurationTemplate ebCreateEnvironment ebSwapEnvironmentCNAMEs ebWaitOnEnvironmentHealth
    ebWaitOnEnvironmentStatus ec2ShareAmi echo ecrDeleteImage ecrListImages ecrLogin ecrSetRepositoryPolicy
    elbDeregisterInstance elbIsInstanceDeregistered elbIsInstanceRegistered elbRegisterInstance emailext
    emailextrecipients envVarsForTool error evaluate eventSourceLambda extendedEmailPublisher fileExists
    findBuildScans findFiles findLocksByLabel findText findbugs fingerprint fortifyClean fortifyScan
    fortifyTranslate fortifyUpdate fortifyUpload ftpPublisher getContext git gitStatusWrapper githubNotify
    githubProjectProperty gitlabBuilds gitlabCommitStatus gradle hipchatSend httpRequest influxDbPublisher input
    invokeLambda ircNotify is isUnix jabberNotify jacoco javadoc jf jiraComment jobDsl junit lambdaVersionCleanup
    library libraryResource listAWSAccounts load lock logParser mail maven milestone mineRepository moduleset
    msbuild mstest nexusArtifactUploader nexusPolicyEvaluation node nodejs nodejsci nodesByLabel nunit openTasks p4
    p4cleanup p4publish p4sync p4tag p4unshelve parallel perfReport plot pmd podTemplate powershell prependToFile
    print printf println properties publishCoverage publishCppcheck publishHTML publishIssues publishLambda pwd pwsh
    readCSV readFile readJSON readManifest readMavenPom readProperties readTrusted readYaml recordCoverage
    recordIssues removeBadges removeHtmlBadges removeSummaries resolveScm retry robot rtAddInteractivePromotion
    rtBuildInfo rtCollectIssues rtConanClient rtConanRun rtDeleteProps rtDockerPull rtDockerPush rtDownload
    rtGradleDeployer rtGradleResolver rtGradleRun rtMavenDeployer rtMavenResolver rtMavenRun rtNpmDeployer
    rtNpmInstall rtNpmPublish rtNpmResolver rtPromote rtPublishBuildInfo rtServer rtSetProps rtUpload run s3Copy
    s3CopyArtifact s3Delete s3DoesObjectExist s3Download s3FindFiles s3PresignURL s3Upload samDeploy scanForIssues
    setAccountAlias sh sha1 sha256 shell sidebarLinks slackNotifier slackSend slackUploadFile slackUserIdFromEmail
    slackUserIdsFromCommitters sleep snsPublish sprintf sshPublisher sshagent stage stash step svn synopsys_detect
    tar tee testNG throttle timeout timestamps tool touch triggerRemoteJob unarchive unstable unstash untar unzip
    updateGitlabCommitStatus updateIdP updateLock updateTrustPolicy use validateDeclarativePipeline verifySha1
    verifySha256 waitForBuild waitForQualityGate waitUntil warnError warnings withAWS withAWSParameterStore withAnt
    withBuildUser withContext withCoverityEnvironment withCredentials withDockerContainer withDockerRegistry
    withDockerServer withEnv withGradle withMaven withSonarQubeEnv wrap writeCSV writeFile writeJSON writeMavenPom
    writeYaml ws xcodeBuild xrayScan xunit xvfb zip
"""
KNOWN_STEPS = frozenset(_NAMES.split())
