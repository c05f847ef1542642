"""Steps that plugins bring: no library of the controller is looked for in their place."""

from __future__ import annotations

_NAMES = """
    acceptGitLabMR addGitLabMRComment ansiColor ant archive archiveArtifacts authorizationMatrix
    awaitDeploymentCompletion awsCodeBuild awsIdentity bat batchFile blazeMeterTest build buildDescription
    buildDiscarder buildName cache catchError cfInvalidate cfnCreateChangeSet cfnDelete cfnDeleteStackSet
    cfnDescribe cfnExecuteChangeSet cfnExports cfnUpdate cfnUpdateStackSet cfnValidate checkout cleanWs
    compareVersions configFileProvider container containerLog copyArtifactPermission copyArtifacts createDeployment
    deleteDir deployAPI deployLambda devicefarm dir dockerFingerprintFrom dockerFingerprintRun downstream each
    ebCreateApplication ebCreateApplicationVersion ebCreateConfigurationTemplate ebCreateEnvironment
    ebSwapEnvironmentCNAMEs ebWaitOnEnvironmentHealth ebWaitOnEnvironmentStatus ec2ShareAmi echo ecrDeleteImage
    ecrListImages ecrLogin ecrSetRepositoryPolicy elbDeregisterInstance elbIsInstanceDeregistered
    elbIsInstanceRegistered elbRegisterInstance emailext emailextrecipients envVarsForTool error evaluate
    eventSourceLambda extendedEmailPublisher fileExists findBuildScans findFiles findLocksByLabel fingerprint
    getContext git gitStatusWrapper githubNotify githubProjectProperty gitlabBuilds gitlabCommitStatus gradle
    httpRequest input invokeLambda is isUnix jf jiraComment junit lambdaVersionCleanup library libraryResource
    listAWSAccounts load lock logParser mail maven milestone nexusArtifactUploader node nodejs nodejsci nodesByLabel
    parallel podTemplate powershell prependToFile print printf println properties publishHTML publishLambda pwd pwsh
    readCSV readFile readJSON readManifest readMavenPom readProperties readTrusted readYaml recordIssues resolveScm
    retry rtAddInteractivePromotion rtBuildInfo rtCollectIssues rtConanClient rtConanRun rtDeleteProps rtDockerPull
    rtDockerPush rtDownload rtGradleDeployer rtGradleResolver rtGradleRun rtMavenDeployer rtMavenResolver rtMavenRun
    rtNpmDeployer rtNpmInstall rtNpmPublish rtNpmResolver rtPromote rtPublishBuildInfo rtServer rtSetProps rtUpload
    run s3Copy s3CopyArtifact s3Delete s3DoesObjectExist s3Download s3FindFiles s3PresignURL s3Upload samDeploy
    setAccountAlias sh sha1 sha256 shell slackNotifier slackSend slackUploadFile slackUserIdFromEmail
    slackUserIdsFromCommitters sleep snsPublish sprintf sshagent stage stash step tar tee throttle timeout
    timestamps tool touch unarchive unstable unstash untar unzip updateGitlabCommitStatus updateIdP updateLock
    updateTrustPolicy use validateDeclarativePipeline verifySha1 verifySha256 waitForBuild waitForQualityGate
    waitUntil warnError withAWS withAWSParameterStore withAnt withContext withCredentials withDockerContainer
    withDockerRegistry withDockerServer withEnv withGradle withMaven withSonarQubeEnv wrap writeCSV writeFile
    writeJSON writeMavenPom writeYaml ws xrayScan zip
"""
KNOWN_STEPS = frozenset(_NAMES.split())
